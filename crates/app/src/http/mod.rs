//! The HTTP door: axum handlers, their data types, the OpenAPI description.

pub mod accounts;
pub mod answers;
pub mod board;
pub mod cities;
pub mod contracts;
pub mod data;
pub mod dto;
pub mod error;
pub mod estimates;
pub mod extract;
pub mod figures;
pub mod flows;
pub mod metrics;
pub mod openapi;
pub mod partners;
pub mod readings;
pub mod regions;
pub mod routes;
pub mod session_store;
pub mod state;
pub mod system;
pub mod web;

use crate::home::Home;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::regions as region_usecase;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

/// How long requests in flight may still take after the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves a home until `stop` ends. `ready` is called with the address once it listens; regions are loaded in the background.
///
/// # Errors
/// An address that cannot be listened at.
pub async fn serve(
    home: Home,
    stop: impl Future<Output = ()> + Send + 'static,
    ready: impl FnOnce(SocketAddr),
) -> Result<()> {
    let address = home.config().address.clone();
    let listener = tokio::net::TcpListener::bind(&address)
        .await
        .map_err(|error| {
            Refusal::new(
                ErrorCode::BadConfig,
                format!("cannot listen at {address}: {error}; give another with --address"),
            )
        })?;
    let local = listener
        .local_addr()
        .map_err(|error| Refusal::internal("the listener's address", error))?;
    let app = state::App::new(home.clone());
    app.take_readings().await?;
    let router = routes::router(app);
    let preload = home.clone();
    let loading = tokio::spawn(async move {
        if let Err(error) = preload.store().delete_expired_sessions().await {
            tracing::warn!(%error, "could not clear ended sessions");
        }
        if let Err(refusal) = region_usecase::preload(&preload).await {
            tracing::warn!(%refusal, "could not load all regions beforehand");
        }
    });
    ready(local);
    let (begin_stop, stopping) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        stop.await;
        let _ = begin_stop.send(());
    });
    let result = tokio::select! {
        result = server => result,
        () = async {
            let _ = stopping.await;
            tokio::time::sleep(GRACE).await;
        } => {
            tracing::warn!("stopped with requests still in flight");
            Ok(())
        }
    };
    loading.abort();
    result.map_err(|error| Refusal::internal("the server", error))
}
