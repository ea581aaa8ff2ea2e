//! Readings from an MQTT broker.
//!
//! Topic `carbonshed/<region>/readings`, or anything below it; the message is a batch as HTTP takes it: JSON, or one reading a line.
//! Quality of service 1: a message is acknowledged when its readings are on the disk, so that a broker that keeps messages for its
//! clients (this one has a fixed name and does not ask for a clean session) sends again whatever was not.

use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::readings::inbox::Inbox;
use rumqttc::{AsyncClient, Event, MqttOptions, Packet, Publish, QoS};
use std::time::Duration;

/// All readings of all regions.
const TOPIC: &str = "carbonshed/+/readings/#";
/// Messages that are under way to the disk at once; the broker keeps the others.
const INFLIGHT_MAX: u16 = 256;
const MESSAGE_BYTES_MAX: usize = 32 << 20;

/// Connects, and connects again whenever the broker vanishes, until the process ends.
///
/// # Errors
/// [`ErrorCode::BadConfig`] for an address that is none.
pub fn start(inbox: Inbox, url: &str) -> Result<()> {
    let separator = if url.contains('?') { '&' } else { '?' };
    let options = if url.contains("client_id=") {
        url.to_owned()
    } else {
        format!("{url}{separator}client_id=carbonshed")
    };
    let mut options = MqttOptions::parse_url(options).map_err(|error| {
        Refusal::new(
            ErrorCode::BadConfig,
            format!("mqtt: {error}; write mqtt://user:password@host:1883"),
        )
    })?;
    options
        .set_clean_session(false)
        .set_manual_acks(true)
        .set_keep_alive(Duration::from_secs(20))
        .set_max_packet_size(MESSAGE_BYTES_MAX, 1 << 16)
        .set_inflight(INFLIGHT_MAX);
    let (client, mut events) = AsyncClient::new(options, usize::from(INFLIGHT_MAX));
    tokio::spawn(async move {
        let mut wait = Duration::from_millis(200);
        let gate = std::sync::Arc::new(tokio::sync::Semaphore::new(usize::from(INFLIGHT_MAX)));
        loop {
            match events.poll().await {
                Ok(Event::Incoming(Packet::ConnAck(_))) => {
                    wait = Duration::from_millis(200);
                    tracing::info!("connected to the broker");
                    if let Err(error) = client.subscribe(TOPIC, QoS::AtLeastOnce).await {
                        tracing::error!(%error, "cannot subscribe");
                    }
                }
                Ok(Event::Incoming(Packet::Publish(message))) => {
                    let Ok(place) = gate.clone().acquire_owned().await else {
                        return;
                    };
                    let (inbox, client) = (inbox.clone(), client.clone());
                    tokio::spawn(async move {
                        take(&inbox, &client, message).await;
                        drop(place);
                    });
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "the broker cannot be reached; trying again");
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(Duration::from_secs(15));
                }
            }
        }
    });
    Ok(())
}

/// Takes a message; acknowledges it when it is kept, or when it never will be.
async fn take(inbox: &Inbox, client: &AsyncClient, message: Publish) {
    let topic = message.topic.clone();
    let Some(region) = topic.split('/').nth(1) else {
        return;
    };
    let body = message.payload.to_vec();
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    // A batch is one object with `readings`; everything else is lines.
    let lines = first != Some(&b'{') || !contains(&body, b"\"readings\"");
    loop {
        match inbox
            .push(
                region,
                None,
                lines,
                metering::Stamp::Start,
                body.clone(),
                "mqtt",
            )
            .await
        {
            Ok(answer) => {
                if !answer.rejected.is_empty() {
                    tracing::warn!(topic, rejected = answer.rejected.len(), first = ?answer.rejected.first(), "readings of a message were not taken");
                }
                break;
            }
            Err(refusal) if matches!(refusal.code, ErrorCode::Busy | ErrorCode::Storage) => {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            // It would be refused again and again: it is said here, and not kept by the broker for ever.
            Err(refusal) => {
                tracing::error!(topic, %refusal, "a message was not taken");
                break;
            }
        }
    }
    if let Err(error) = client.ack(&message).await {
        tracing::warn!(%error, "a message could not be acknowledged; it will come again");
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
