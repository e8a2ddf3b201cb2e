//! Every shader is valid WGSL within WebGPU's default limits. Checked without a GPU.

use std::path::PathBuf;

use cloze::engine::gpu::pipelines::kernels;
use cloze::engine::gpu::upload::{BatchHeader, HEADER_WORDS};
use cloze::operations::gpu::{Access, Field, Kernel, Params};
use naga::valid::{Capabilities, ValidationFlags, Validator};
use naga::{AddressSpace, GlobalVariable, Module, ScalarKind, StorageAccess, TypeInner};

fn folder() -> PathBuf {
    PathBuf::from("shaders")
}

/// Name and source of every file in a folder, sorted.
fn sources(folder: PathBuf) -> Vec<(String, String)> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    let read = |file: &PathBuf| (file.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(file).unwrap());
    files.iter().map(read).collect()
}

/// The module in the form that the engine gives to a device.
fn parse(kernel: &Kernel) -> Module {
    let whole = kernel.whole_source();
    naga::front::wgsl::parse_str(&whole).unwrap_or_else(|error| panic!("{}: {}", kernel.name, error.emit_to_string(&whole)))
}

#[test]
fn every_shader_is_valid_without_any_optional_capability() {
    for kernel in kernels() {
        let module = parse(kernel);
        let validated = Validator::new(ValidationFlags::all(), Capabilities::empty()).validate(&module);
        if let Err(error) = validated {
            panic!("{}: {}", kernel.name, error.emit_to_string(&kernel.whole_source()));
        }
    }
}

#[test]
fn every_shader_keeps_to_the_default_limits() {
    for kernel in kernels() {
        let (name, module) = (kernel.name, parse(kernel));
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
    let (sources, shared) = (sources(folder()), sources(folder().join("shared")));
    let mut names: Vec<&str> = kernels().map(|kernel| kernel.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names, sources.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), "the shaders are in {}", folder().display());
    for (name, source) in sources.iter().chain(&shared) {
        assert!(source.starts_with("//! "), "{name} opens with what it is");
        let twin = source.lines().find_map(|line| line.strip_prefix("//! Rust twin: ")).unwrap_or_else(|| panic!("{name} names its twin"));
        let path = PathBuf::from(twin);
        assert!(path.exists(), "{name}: its twin {twin} is not there");
    }
    for kernel in kernels() {
        let writes = parse(kernel)
            .global_variables
            .iter()
            .any(|(_, variable)| matches!(variable.space, AddressSpace::Storage { access } if access.contains(StorageAccess::STORE)));
        assert!(writes, "{} writes something", kernel.name);
    }
}

/// The variable at a binding, if there is one.
fn at(module: &Module, binding: u32) -> Option<&GlobalVariable> {
    let at_binding = |variable: &&GlobalVariable| variable.binding.is_some_and(|at| (at.group, at.binding) == (0, binding));
    module.global_variables.iter().map(|(_, variable)| variable).find(at_binding)
}

/// The fields of the struct at a binding: name, offset in bytes, type.
fn fields(module: &Module, binding: u32) -> Vec<(String, usize, String)> {
    let variable = at(module, binding).unwrap_or_else(|| panic!("nothing is bound at {binding}"));
    assert_eq!(variable.space, AddressSpace::Uniform);
    let TypeInner::Struct { members, .. } = &module.types[variable.ty].inner else { panic!("no struct is bound at {binding}") };
    let scalar = |kind| if kind == ScalarKind::Float { "f32" } else { "u32" };
    let name = |inner: &TypeInner| match *inner {
        TypeInner::Scalar(of) => scalar(of.kind).to_owned(),
        TypeInner::Vector { size, scalar: of } => format!("vec{}<{}>", size as u8, scalar(of.kind)),
        _ => format!("{inner:?}"),
    };
    let field = |member: &naga::StructMember| (member.name.clone().unwrap(), member.offset as usize, name(&module.types[member.ty].inner));
    members.iter().map(field).collect()
}

fn described(fields: &[Field]) -> Vec<(String, usize, String)> {
    fields.iter().map(|field| (field.name.to_owned(), field.offset, field.ty.to_owned())).collect()
}

#[test]
fn every_shader_finds_its_parameters_and_the_batch_where_rust_puts_them() {
    for kernel in kernels() {
        let module = parse(kernel);
        assert_eq!(fields(&module, 0), described(kernel.params), "Params of {}", kernel.name);
        assert_eq!(fields(&module, 1), described(BatchHeader::FIELDS), "Batch of {}", kernel.name);
    }
    assert!(size_of::<BatchHeader>() <= 4 * HEADER_WORDS);
}

#[test]
fn every_shader_reads_and_writes_the_bindings_that_rust_says() {
    for kernel in kernels() {
        let module = parse(kernel);
        let bound = (2..).map_while(|binding| at(&module, binding)).map(|variable| match variable.space {
            AddressSpace::Storage { access } if access.contains(StorageAccess::STORE) => Access::Write,
            AddressSpace::Storage { .. } => Access::Read,
            other => panic!("{} binds {other:?}", kernel.name),
        });
        assert_eq!(bound.collect::<Vec<_>>(), kernel.bindings, "{}", kernel.name);
    }
}
