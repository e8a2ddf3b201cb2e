//! All kernels, and their pipelines.

use std::cell::OnceCell;

use super::step;
use crate::operations;
use crate::operations::gpu::{Access, Kernel, matmul};

/// Every kernel: those of the operations, those that operations share, and the other kernels of a step.
pub fn kernels() -> impl Iterator<Item = &'static Kernel> {
    operations::KERNELS.iter().copied().chain([matmul::KERNELS, step::KERNELS]).flatten().copied()
}

/// The kernels that are compiled for an adapter before training starts.
pub fn kernels_of_adapter(software: bool) -> Vec<&'static Kernel> {
    kernels().filter(|kernel| kernel.is_for(software)).collect()
}

/// A compiled kernel.
#[derive(Clone)]
pub struct Pipeline {
    pub layout: wgpu::BindGroupLayout,
    pub pipeline: wgpu::ComputePipeline,
}

/// All kernels, with the pipelines of those compiled so far. They are too few for a map, which costs kilobytes in the download.
pub struct Pipelines(Vec<(&'static Kernel, OnceCell<Pipeline>)>);

impl Default for Pipelines {
    fn default() -> Self {
        Self(kernels().map(|kernel| (kernel, OnceCell::new())).collect())
    }
}

impl Pipelines {
    pub fn get(&self, device: &wgpu::Device, kernel: &'static Kernel) -> &Pipeline {
        let (_, cell) = self.0.iter().find(|(known, _)| *known == kernel).expect("every kernel is in the list");
        cell.get_or_init(|| compile(device, kernel, &kernel.whole_source()))
    }

    /// Puts another pipeline in place of a kernel's, which is returned.
    #[cfg(test)]
    pub(super) fn replace(&mut self, kernel: &Kernel, other: OnceCell<Pipeline>) -> OnceCell<Pipeline> {
        let (_, cell) = self.0.iter_mut().find(|(known, _)| *known == kernel).unwrap();
        std::mem::replace(cell, other)
    }
}

pub(super) fn compile(device: &wgpu::Device, kernel: &Kernel, source: &str) -> Pipeline {
    let module = device
        .create_shader_module(wgpu::ShaderModuleDescriptor { label: Some(kernel.name), source: wgpu::ShaderSource::Wgsl(source.into()) });
    let uniform = wgpu::BufferBindingType::Uniform;
    let kinds = [uniform, uniform]
        .into_iter()
        .chain(kernel.bindings.iter().map(|access| wgpu::BufferBindingType::Storage { read_only: *access == Access::Read }));
    let entries: Vec<_> = (0..)
        .zip(kinds)
        .map(|(binding, ty)| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset: false, min_binding_size: None },
            count: None,
        })
        .collect();
    let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some(kernel.name), entries: &entries });
    let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(kernel.name),
        bind_group_layouts: &[Some(&layout)],
        immediate_size: 0,
    });
    let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(kernel.name),
        layout: Some(&pipeline_layout),
        module: &module,
        entry_point: Some("main"),
        compilation_options: Default::default(),
        cache: None,
    });
    Pipeline { layout, pipeline }
}
