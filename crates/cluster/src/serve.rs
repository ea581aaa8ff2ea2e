//! Scheduler and executors.

use std::net::SocketAddr;
use std::sync::Arc;

use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::utils::GrpcServerConfig;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::{SchedulerConfig, TaskDistributionPolicy};
use ballista_scheduler::scheduler_process::start_server;

use crate::{ClusterError, Result, functions, plan};

/// Seconds between an executor's signs of life.
const HEARTBEAT_S: u64 = 2;

/// Parts of a scan unless a client says otherwise.
const PARTITIONS: usize = 16;

/// How a scheduler listens and when it gives up on an executor.
#[derive(Debug, Clone)]
pub struct Scheduler {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Name or address by which executors reach it.
    pub host: String,
    /// Seconds without a sign of life after which an executor is lost and its work given to others.
    pub lost_after_s: u64,
}

/// Runs a scheduler until it is told to stop.
///
/// # Errors
///
/// [`ClusterError::Service`] if it cannot listen.
pub async fn scheduler(scheduler: Scheduler) -> Result<()> {
    let fault =
        |error: ballista_core::error::BallistaError| ClusterError::Service(error.to_string());
    let mut config = SchedulerConfig::default()
        .with_hostname(scheduler.host)
        .with_port(scheduler.listen.port())
        .with_scheduler_policy(TaskSchedulingPolicy::PushStaged)
        .with_task_distribution(TaskDistributionPolicy::RoundRobin)
        .with_no_executors_grace_period_seconds(scheduler.lost_after_s.max(60))
        .with_override_config_producer(Arc::new(|| plan::config(PARTITIONS)))
        .with_override_session_builder(Arc::new(plan::state));
    config.bind_host = scheduler.listen.ip().to_string();
    config.executor_timeout_seconds = scheduler.lost_after_s.max(2 * HEARTBEAT_S + 1);
    config.expire_dead_executor_interval_seconds = HEARTBEAT_S;
    let cluster = BallistaCluster::new_from_config(&config)
        .await
        .map_err(fault)?;
    start_server(cluster, scheduler.listen, Arc::new(config))
        .await
        .map_err(fault)
}

/// How an executor listens, whom it serves, and what it may use.
#[derive(Debug, Clone)]
pub struct Executor {
    /// Name or address of the scheduler.
    pub scheduler_host: String,
    /// Port of the scheduler.
    pub scheduler_port: u16,
    /// Address to listen on.
    pub bind: std::net::IpAddr,
    /// Name or address by which others reach it.
    pub host: Option<String>,
    /// Port on which others fetch its results.
    pub port: u16,
    /// Port on which the scheduler gives it tasks.
    pub task_port: u16,
    /// Tasks at the same time; 0 for one a core.
    pub tasks: usize,
    /// Bytes for sorting and adding up before it spills to disk; `None` for seven tenths of the machine's.
    pub memory_bytes: Option<u64>,
    /// Folder for what it hands on; a temporary one if `None`.
    pub work: Option<String>,
}

/// Runs an executor until it is told to stop.
///
/// # Errors
///
/// [`ClusterError::Service`] if it cannot listen or does not find the scheduler within 30 seconds.
pub async fn executor(executor: Executor) -> Result<()> {
    let config = ExecutorProcessConfig {
        bind_host: executor.bind.to_string(),
        external_host: executor.host,
        port: executor.port,
        grpc_port: executor.task_port,
        scheduler_host: executor.scheduler_host,
        scheduler_port: executor.scheduler_port,
        scheduler_connect_timeout_seconds: 30,
        vcores: executor.tasks,
        task_scheduling_policy: TaskSchedulingPolicy::PushStaged,
        work_dir: executor.work,
        memory_pool_size: executor.memory_bytes,
        executor_heartbeat_interval_seconds: HEARTBEAT_S,
        job_data_ttl_seconds: 3_600,
        job_data_clean_up_interval_seconds: 300,
        grpc_server_config: GrpcServerConfig::default(),
        override_function_registry: Some(Arc::new(functions::registry())),
        override_config_producer: Some(Arc::new(|| plan::config(PARTITIONS))),
        override_runtime_producer: Some(Arc::new(|_| plan::runtime())),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config))
        .await
        .map_err(|error| ClusterError::Service(error.to_string()))
}
