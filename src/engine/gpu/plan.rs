//! Dispatches, created once and encoded in every step.

use super::device::{Buffer, Gpu};
use super::pipelines::Pipeline;
use super::timing::Clock;
use super::upload::HEADER_WORDS;
use crate::operations::gpu::{Kernel, KernelWith, Params};

/// A kernel with its buffers and its grid.
struct Dispatch {
    kernel: &'static Kernel,
    pipeline: wgpu::ComputePipeline,
    bind_group: wgpu::BindGroup,
    workgroups: [u32; 3],
}

/// A list of dispatches that are encoded together, in order.
#[derive(Default)]
pub struct Plan(Vec<Dispatch>);

impl Dispatch {
    fn encode(&self, pass: &mut wgpu::ComputePass) {
        let [x, y, z] = self.workgroups;
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.bind_group, &[]);
        pass.dispatch_workgroups(x, y, z);
    }
}

impl Plan {
    pub fn dispatches(&self) -> usize {
        self.0.len()
    }

    /// The kernel of each dispatch.
    pub fn kernels(&self) -> impl Iterator<Item = &'static Kernel> {
        self.0.iter().map(|dispatch| dispatch.kernel)
    }

    pub fn encode(&self, pass: &mut wgpu::ComputePass) {
        self.0.iter().for_each(|dispatch| dispatch.encode(pass));
    }

    /// Encodes each dispatch in a pass of its own, which the clock times.
    pub fn encode_timed(&self, encoder: &mut wgpu::CommandEncoder, clock: &mut Clock) {
        for dispatch in &self.0 {
            let timestamp_writes = Some(clock.next(dispatch.kernel));
            dispatch.encode(&mut encoder.begin_compute_pass(&wgpu::ComputePassDescriptor { label: None, timestamp_writes }));
        }
    }
}

/// Part of a buffer, as a kernel sees it.
#[derive(Clone, Copy)]
pub struct BufferRange<'a> {
    pub buffer: &'a Buffer,
    /// Bytes, a multiple of 256.
    pub offset: u64,
    /// Bytes; `None`: to the end.
    pub size: Option<u64>,
}

impl<'a> From<&'a Buffer> for BufferRange<'a> {
    fn from(buffer: &'a Buffer) -> Self {
        Self { buffer, offset: 0, size: None }
    }
}

impl<'a> BufferRange<'a> {
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

/// A dispatch whose `Params` are not in a buffer yet.
struct Request<'a> {
    kernel: &'static Kernel,
    params: Vec<u8>,
    parts: Vec<BufferRange<'a>>,
    workgroups: [u32; 3],
}

/// Creates plans that share a batch.
pub struct Planner<'a> {
    gpu: &'a Gpu,
    batch: BufferRange<'a>,
    requests: Vec<Request<'a>>,
    /// Number of requests at the end of each plan.
    cuts: Vec<usize>,
    /// Bound where a dispatch does not use a binding.
    unread: &'a Buffer,
    unwritten: &'a Buffer,
}

impl<'a> Planner<'a> {
    pub fn new(gpu: &'a Gpu, batch: BufferRange<'a>, (unread, unwritten): (&'a Buffer, &'a Buffer)) -> Self {
        Self { gpu, batch, requests: vec![], cuts: vec![], unread, unwritten }
    }

    pub fn unread(&self) -> BufferRange<'a> {
        self.unread.into()
    }

    pub fn unwritten(&self) -> BufferRange<'a> {
        self.unwritten.into()
    }

    pub fn batch(&self) -> BufferRange<'a> {
        self.batch
    }

    /// Adds a dispatch with its bindings from 2 on.
    pub fn dispatch<P: Params>(&mut self, kernel: &'static KernelWith<P>, params: P, parts: Vec<BufferRange<'a>>, workgroups: [u32; 3]) {
        self.request(&kernel.kernel, bytemuck::bytes_of(&params).to_vec(), parts, workgroups);
    }

    /// The same with the bytes of the kernel's `Params`.
    pub fn request(&mut self, kernel: &'static Kernel, params: Vec<u8>, parts: Vec<BufferRange<'a>>, workgroups: [u32; 3]) {
        debug_assert!(params.len() as u64 <= PARAMS_BYTES, "{} bytes of params of {}", params.len(), kernel.name);
        self.requests.push(Request { kernel, params, parts, workgroups });
    }

    /// Ends a plan. The next dispatch starts another.
    pub fn cut(&mut self) {
        self.cuts.push(self.requests.len());
    }

    /// The plans, and the buffer of their `Params`, which has to live as long as they do.
    ///
    /// # Panics
    /// Unless [`Planner::cut`] ended `N` plans.
    pub fn finish<const N: usize>(self) -> ([Plan; N], Buffer) {
        let usage = wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST;
        let params = self.gpu.buffer("params", PARAMS_BYTES * self.requests.len() as u64, usage);
        let mut bytes = vec![];
        for request in &self.requests {
            bytes.extend_from_slice(&request.params);
            bytes.resize(bytes.len().next_multiple_of(PARAMS_BYTES as usize), 0);
        }
        self.gpu.queue.write_buffer(&params, 0, &bytes);
        let mut dispatches = self.requests.iter().zip(0..).map(|(request, place)| self.bind(request, &params, place * PARAMS_BYTES));
        let mut start = 0;
        let plans: Vec<Plan> =
            self.cuts.iter().map(|&end| Plan(dispatches.by_ref().take(end - std::mem::replace(&mut start, end)).collect())).collect();
        let found = plans.len();
        let plans = plans.try_into().unwrap_or_else(|_| panic!("{found} plans were made, {N} are asked for"));
        drop(dispatches);
        (plans, params)
    }

    fn bind(&self, request: &Request, params: &Buffer, offset: u64) -> Dispatch {
        let fixed = [
            BufferRange { buffer: params, offset, size: Some(PARAMS_BYTES) },
            BufferRange { size: Some(4 * HEADER_WORDS as u64), ..self.batch },
        ];
        let entries: Vec<_> = (0..)
            .zip(fixed.iter().chain(&request.parts))
            .map(|(binding, part)| wgpu::BindGroupEntry { binding, resource: part.resource() })
            .collect();
        let Pipeline { layout, pipeline } = self.gpu.pipeline(request.kernel);
        let bind_group = self.gpu.device.create_bind_group(&wgpu::BindGroupDescriptor { label: None, layout, entries: &entries });
        Dispatch { kernel: request.kernel, pipeline: pipeline.clone(), bind_group, workgroups: request.workgroups }
    }
}
