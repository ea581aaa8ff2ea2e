//! Readings from an MQTT broker.
//!
//! Topic `carbonshed/<region>/readings`, or anything below it; the message is a batch as HTTP takes it: JSON, or one reading a line.
//! Quality of service 1: a message is acknowledged when its readings are on the disk, so that a broker that keeps messages for its
//! clients (this one has a fixed name and does not ask for a clean session) sends again whatever was not. Messages of a region are
//! taken in the order in which they came, as MQTT promises: of a reading and its correction the correction counts.

use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::readings::inbox::Inbox;
use rumqttc::{AsyncClient, Event, MqttOptions, Packet, Publish, QoS};
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// All readings of all regions.
const TOPIC: &str = "carbonshed/+/readings/#";
/// Messages that are under way to the disk at once; the broker keeps the others.
const INFLIGHT_MAX: u16 = 256;
/// Messages of different lanes go side by side, those of one keep their order; a region has one lane.
const LANES: usize = 8;
/// Messages of a lane that are synced to the disk together.
const TOGETHER_MAX: usize = 64;
const MESSAGE_BYTES_MAX: usize = 32 << 20;

/// A message with its place among [`INFLIGHT_MAX`], until it is acknowledged.
type UnderWay = (Publish, Option<OwnedSemaphorePermit>);

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
        let lanes: Vec<UnboundedSender<UnderWay>> = (0..LANES)
            .map(|_| {
                let (lane, queue) = unbounded_channel();
                tokio::spawn(take_in_order(inbox.clone(), client.clone(), queue));
                lane
            })
            .collect();
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
                    let lane = lane_of(region_of(&message.topic));
                    if lanes[lane].send((message, Some(place))).is_err() {
                        tracing::error!("a lane of the broker's messages has stopped");
                    }
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

/// Messages of a lane, one after the other as they came.
async fn take_in_order(inbox: Inbox, client: AsyncClient, mut queue: UnboundedReceiver<UnderWay>) {
    let mut messages = Vec::new();
    while queue.recv_many(&mut messages, TOGETHER_MAX).await > 0 {
        while !messages.is_empty() {
            let done = take(&inbox, &client, &mut messages).await;
            messages.drain(..done);
            if !messages.is_empty() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// Hands messages in, in their order, and acknowledges each when it is kept, or when it never will be. Returns how many of the first
/// that are: the others have to be handed in again, those that were kept meanwhile too, so that the last one counts.
async fn take(inbox: &Inbox, client: &AsyncClient, messages: &mut [UnderWay]) -> usize {
    let again = |refusal: &Refusal| matches!(refusal.code, ErrorCode::Busy | ErrorCode::Storage);
    let mut handed_in = Vec::with_capacity(messages.len());
    for (message, _) in messages.iter() {
        let body = message.payload.to_vec();
        let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
        // A batch is one object with `readings`; everything else is lines.
        let lines = first != Some(&b'{') || !contains(&body, b"\"readings\"");
        let one = inbox
            .hand_in(
                region_of(&message.topic),
                None,
                lines,
                metering::Stamp::Start,
                body,
                "mqtt",
            )
            .await;
        if one.as_ref().is_err_and(again) {
            break;
        }
        handed_in.push(one);
    }
    let mut done = 0;
    for ((message, place), one) in messages.iter_mut().zip(handed_in) {
        let topic = &message.topic;
        let kept = match one {
            Ok(one) => one.kept().await,
            Err(refusal) => Err(refusal),
        };
        match kept {
            Ok(answer) => {
                if !answer.rejected.is_empty() {
                    tracing::warn!(topic, rejected = answer.rejected.len(), first = ?answer.rejected.first(), "readings of a message were not taken");
                }
            }
            Err(refusal) if again(&refusal) => break,
            // It would be refused again and again: it is said here, and not kept by the broker for ever.
            Err(refusal) => {
                tracing::error!(topic, %refusal, "a message was not taken");
            }
        }
        if let Err(error) = client.ack(message).await {
            tracing::warn!(%error, "a message could not be acknowledged; it will come again");
        }
        // At once: who reads what the broker sends may wait for it, and would not send the next acknowledgement.
        *place = None;
        done += 1;
    }
    done
}

/// The region that a topic names.
fn region_of(topic: &str) -> &str {
    topic.split('/').nth(1).unwrap_or_default()
}

/// The lane of a region: always the same one.
fn lane_of(region: &str) -> usize {
    region.bytes().fold(0_usize, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(byte))
    }) % LANES
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
