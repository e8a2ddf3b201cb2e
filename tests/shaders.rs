//! Every shader is valid WGSL within WebGPU's default limits: checked without any GPU.

use std::path::PathBuf;

use naga::valid::{Capabilities, ValidationFlags, Validator};
use naga::{AddressSpace, Module, StorageAccess};

fn folder() -> PathBuf {
    PathBuf::from("shaders")
}

/// Name and source of every kernel, in the folder's order.
fn sources() -> Vec<(String, String)> {
    let mut files: Vec<_> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |file: &PathBuf| (file.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(file).unwrap());
    files.iter().map(read).filter(|(name, _)| name != "prelude").collect()
}

/// The module as the engine hands it to a device.
fn parse(name: &str, source: &str) -> Module {
    let prelude = std::fs::read_to_string(folder().join("prelude.wgsl")).unwrap();
    let whole = format!("{prelude}\n{source}");
    naga::front::wgsl::parse_str(&whole).unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(&whole)))
}

#[test]
fn every_shader_is_valid_without_any_optional_capability() {
    let sources = sources();
    assert!(sources.len() > 10, "the shaders are in {}", folder().display());
    for (name, source) in sources {
        let module = parse(&name, &source);
        let validated = Validator::new(ValidationFlags::all(), Capabilities::empty()).validate(&module);
        if let Err(error) = validated {
            panic!("{name}: {}", error.emit_to_string(&source));
        }
    }
}

#[test]
fn every_shader_keeps_to_the_default_limits() {
    for (name, source) in sources() {
        let module = parse(&name, &source);
        let mut layouter = naga::proc::Layouter::default();
        layouter.update(module.to_ctx()).unwrap();
        let of = |wanted: fn(&AddressSpace) -> bool| module.global_variables.iter().filter(move |(_, variable)| wanted(&variable.space));
        let storage = of(|space| matches!(space, AddressSpace::Storage { .. })).count();
        assert!(storage <= 8, "{name} binds {storage} storage buffers");
        let shared: u32 = of(|space| *space == AddressSpace::WorkGroup).map(|(_, variable)| layouter[variable.ty].size).sum();
        assert!(shared <= 16384, "{name} uses {shared} bytes of workgroup memory");
        let [entry] = module.entry_points.as_slice() else { panic!("{name} has one entry point") };
        assert!(entry.workgroup_size.iter().product::<u32>() <= 256, "{name}: {:?}", entry.workgroup_size);
        assert_eq!(entry.name, "main", "{name}");
    }
}

#[test]
fn every_shader_says_what_it_is_and_where_its_twin_lies() {
    for (name, source) in sources() {
        assert!(source.starts_with("//! "), "{name} opens with what it is");
        let twin = source.lines().find_map(|line| line.strip_prefix("//! Rust twin: ")).unwrap_or_else(|| panic!("{name} names its twin"));
        let path = PathBuf::from(twin);
        assert!(path.exists(), "{name}: its twin {twin} is not there");
        let writes = parse(&name, &source)
            .global_variables
            .iter()
            .any(|(_, variable)| matches!(variable.space, AddressSpace::Storage { access } if access.contains(StorageAccess::STORE)));
        assert!(writes, "{name} writes something");
    }
}
