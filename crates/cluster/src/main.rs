//! `carbonshed-cluster`: scheduler, executors, and the accounting of readings on them.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgGroup, Parser, Subcommand};
use cluster::account::{self, Job};
use cluster::master::Meters;
use cluster::plan::By;
use cluster::serve::{self, Executor, Scheduler};
use cluster::{ClusterError, Result, store};

/// Plans nest deeply; a thread that walks one needs more than the usual 2 MB.
const STACK_BYTES: usize = 32 << 20;

/// The accounting of readings on more than one machine.
///
/// Tables in an S3 store are reached with AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and, without
/// TLS, AWS_ALLOW_HTTP=true in the environment of each process. Nothing here asks who is calling: keep the ports in a
/// network of their own.
#[derive(Debug, Parser)]
#[command(name = "carbonshed-cluster", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Plans jobs and gives their tasks to executors
    Scheduler {
        /// Address and port to listen on
        #[arg(long, default_value = "127.0.0.1:50050")]
        listen: SocketAddr,
        /// Name or address by which executors reach it [default: the address it listens on]
        #[arg(long)]
        host: Option<String>,
        /// Seconds without a sign of life after which an executor's work is given to others
        #[arg(long, default_value_t = 20)]
        lost_after: u64,
    },
    /// Does a scheduler's tasks
    Executor {
        /// Scheduler, as host:port
        #[arg(long, default_value = "127.0.0.1:50050")]
        scheduler: String,
        /// Address to listen on
        #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
        bind: IpAddr,
        /// Name or address by which others reach it [default: the address it listens on]
        #[arg(long)]
        host: Option<String>,
        /// Port on which others fetch its results
        #[arg(long, default_value_t = 50051)]
        port: u16,
        /// Port on which the scheduler gives it tasks
        #[arg(long, default_value_t = 50052)]
        task_port: u16,
        /// Tasks at the same time; 0 for one a core
        #[arg(long, default_value_t = 0)]
        tasks: usize,
        /// MiB for sorting and adding up before it spills to disk [default: seven tenths of the machine's]
        #[arg(long)]
        memory: Option<u64>,
        /// Folder for what it hands on [default: a temporary one]
        #[arg(long)]
        work: Option<PathBuf>,
    },
    /// Accounts all readings: a CSV table by month, and one line of JSON with the totals
    #[command(group(ArgGroup::new("master").required(true).args(["meters", "store"])))]
    Account {
        /// Folder of tables, or s3://bucket/prefix, as every executor sees it
        #[arg(long)]
        tables: String,
        /// Only this region
        #[arg(long)]
        region: Option<String>,
        /// Meters: a Parquet or CSV file with meter, enterprise, zone and, if codes are not unique, region
        #[arg(long)]
        meters: Option<String>,
        /// Meters: the program's store in PostgreSQL, postgres://user:password@host:port/name
        #[arg(long, env = "CARBONSHED_STORE", hide_env_values = true)]
        store: Option<String>,
        /// Scheduler, as host:port; without one, the same plan runs in this process
        #[arg(long)]
        scheduler: Option<String>,
        /// One row a month of a meter or of an enterprise
        #[arg(long, value_enum, default_value_t = By::Meter)]
        by: By,
        /// File for the table; - prints it before the totals
        #[arg(long, default_value = "-")]
        out: String,
        /// Parts that the work is split into: some times the cores of all executors
        #[arg(long, default_value_t = 16)]
        partitions: usize,
        /// How often the plan is tried
        #[arg(long, default_value_t = 3)]
        tries: u32,
    },
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .with_ansi(false)
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    let result = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK_BYTES)
        .build()
        .map_err(ClusterError::from)
        .and_then(|runtime| {
            // The work is spawned: the thread of `main` has a stack of the usual size.
            runtime
                .block_on(runtime.spawn(run(arguments.command)))
                .unwrap_or_else(|error| Err(ClusterError::Service(error.to_string())))
        });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error[{}]: {error}", error.code());
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<()> {
    match command {
        Command::Scheduler {
            listen,
            host,
            lost_after,
        } => {
            serve::scheduler(Scheduler {
                listen,
                host: host.unwrap_or_else(|| listen.ip().to_string()),
                lost_after_s: lost_after,
            })
            .await
        }
        Command::Executor {
            scheduler,
            bind,
            host,
            port,
            task_port,
            tasks,
            memory,
            work,
        } => {
            let (scheduler_host, scheduler_port) = host_and_port(&scheduler)?;
            serve::executor(Executor {
                scheduler_host,
                scheduler_port,
                bind,
                host,
                port,
                task_port,
                tasks,
                memory_bytes: memory.map(|mib| mib << 20),
                work: work.map(|folder| folder.to_string_lossy().into_owned()),
            })
            .await
        }
        Command::Account {
            tables,
            region,
            meters,
            store,
            scheduler,
            by,
            out,
            partitions,
            tries,
        } => {
            let meters = match (meters, store) {
                (Some(file), _) => Meters::File(store::file(&file)?),
                (None, Some(address)) => Meters::Database(address),
                (None, None) => {
                    return Err(ClusterError::Service("no meters are named".to_owned()));
                }
            };
            let scheduler = match scheduler {
                Some(address) => {
                    let (host, port) = host_and_port(&address)?;
                    Some(format!("df://{host}:{port}"))
                }
                None => None,
            };
            let job = Job {
                tables: store::address(&tables)?,
                region,
                meters,
                scheduler,
                by,
                partitions,
                tries,
            };
            let (rows, totals) = account::account(&job).await?;
            if out == "-" {
                account::write_table(&rows, &mut std::io::stdout().lock())?;
            } else {
                let mut file = std::io::BufWriter::new(std::fs::File::create(&out)?);
                account::write_table(&rows, &mut file)?;
                file.flush()?;
            }
            let line = serde_json::to_string(&totals)
                .map_err(|error| ClusterError::Output(error.into()))?;
            writeln!(std::io::stdout(), "{line}")?;
            Ok(())
        }
    }
}

fn host_and_port(address: &str) -> Result<(String, u16)> {
    address
        .rsplit_once(':')
        .and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)))
        .ok_or_else(|| ClusterError::Place {
            place: address.to_owned(),
            detail: "give host:port".to_owned(),
        })
}
