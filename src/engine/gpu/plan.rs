//! Dispatches, made once and encoded in every step.

use super::device::{Buffer, Gpu};
use super::kernels::KernelId;
use super::timing::Clock;
use super::upload::HEAD;

/// A kernel with its buffers and its grid.
struct Dispatch {
    kernel: KernelId,
    bind_group: wgpu::BindGroup,
    workgroups: [u32; 3],
}

/// A list of dispatches that runs from beginning to end.
#[derive(Default)]
pub struct Plan(Vec<Dispatch>);

impl Dispatch {
    fn encode(&self, gpu: &Gpu, pass: &mut wgpu::ComputePass) {
        let [x, y, z] = self.workgroups;
        pass.set_pipeline(&gpu.pipeline(self.kernel).pipeline);
        pass.set_bind_group(0, &self.bind_group, &[]);
        pass.dispatch_workgroups(x, y, z);
    }
}

impl Plan {
    pub fn dispatches(&self) -> usize {
        self.0.len()
    }

    pub fn encode(&self, gpu: &Gpu, pass: &mut wgpu::ComputePass) {
        self.0.iter().for_each(|dispatch| dispatch.encode(gpu, pass));
    }

    /// Each dispatch in a pass of its own, which the clock times.
    pub fn encode_timed(&self, gpu: &Gpu, encoder: &mut wgpu::CommandEncoder, clock: &mut Clock) {
        for dispatch in &self.0 {
            let timestamp_writes = Some(clock.next(dispatch.kernel));
            dispatch.encode(gpu, &mut encoder.begin_compute_pass(&wgpu::ComputePassDescriptor { label: None, timestamp_writes }));
        }
    }
}

/// Part of a buffer, as a kernel sees it.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    pub buffer: &'a Buffer,
    /// Bytes, a multiple of 256.
    pub offset: u64,
    /// Bytes; `None`: to the end.
    pub size: Option<u64>,
}

impl<'a> From<&'a Buffer> for Part<'a> {
    fn from(buffer: &'a Buffer) -> Self {
        Self { buffer, offset: 0, size: None }
    }
}

impl<'a> Part<'a> {
    pub fn bytes(&self) -> u64 {
        self.size.unwrap_or_else(|| self.buffer.size() - self.offset)
    }

    fn resource(self) -> wgpu::BindingResource<'a> {
        let size = self.size.and_then(wgpu::BufferSize::new);
        wgpu::BindingResource::Buffer(wgpu::BufferBinding { buffer: self.buffer, offset: self.offset, size })
    }
}

/// Bytes of one dispatch's `Params`, with the alignment that uniform bindings have.
const PARAMS_BYTES: u64 = 256;

/// Makes plans that share a batch.
pub struct Planner<'a> {
    pub gpu: &'a Gpu,
    batch: Part<'a>,
    params: Buffer,
    words: Vec<u32>,
    capacity: usize,
    plan: Plan,
    /// Stand in where a kernel's binding has no use.
    unread: &'a Buffer,
    unwritten: &'a Buffer,
}

impl<'a> Planner<'a> {
    /// Room for `capacity` dispatches.
    pub fn new(gpu: &'a Gpu, batch: Part<'a>, (unread, unwritten): (&'a Buffer, &'a Buffer), capacity: usize) -> Self {
        let usage = wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST;
        let params = gpu.buffer("params", PARAMS_BYTES * capacity as u64, usage);
        Self { gpu, batch, params, words: vec![], capacity, plan: Plan::default(), unread, unwritten }
    }

    pub fn unread(&self) -> Part<'a> {
        self.unread.into()
    }

    pub fn unwritten(&self) -> Part<'a> {
        self.unwritten.into()
    }

    pub fn batch(&self) -> Part<'a> {
        self.batch
    }

    /// Adds a dispatch. `params` are the words of the kernel's `Params`, `parts` its bindings from 2 on.
    pub fn dispatch(&mut self, kernel: KernelId, params: &[u32], parts: &[Part], workgroups: [u32; 3]) {
        let offset = self.words.len() as u64 * 4;
        let stride = PARAMS_BYTES as usize / 4;
        debug_assert!(self.words.len() < self.capacity * stride && params.len() <= stride, "room for every dispatch's params");
        self.words.extend_from_slice(params);
        self.words.resize(self.words.len().next_multiple_of(stride), 0);
        let fixed = [Part { buffer: &self.params, offset, size: Some(PARAMS_BYTES) }, Part { size: Some(4 * HEAD as u64), ..self.batch }];
        let entries: Vec<_> = (0..)
            .zip(fixed.iter().chain(parts))
            .map(|(binding, part)| wgpu::BindGroupEntry { binding, resource: part.resource() })
            .collect();
        let layout = &self.gpu.pipeline(kernel).layout;
        let bind_group = self.gpu.device.create_bind_group(&wgpu::BindGroupDescriptor { label: None, layout, entries: &entries });
        self.plan.0.push(Dispatch { kernel, bind_group, workgroups });
    }

    /// Ends one plan; the next dispatch starts another.
    pub fn cut(&mut self) -> Plan {
        std::mem::take(&mut self.plan)
    }

    /// Writes the `Params` of all plans. Call it last, and keep the buffer as long as the plans.
    pub fn finish(self) -> Buffer {
        self.gpu.queue.write_buffer(&self.params, 0, bytemuck::cast_slice(&self.words));
        self.params
    }
}
