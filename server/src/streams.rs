//! The wake-up streams of each device. A phone needs one for each tab that leads, and a connection that died may not
//! have been noticed yet; more take memory and answers from everybody. So a new one ends the oldest.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use feltbog_shared::id::DeviceId;
use tokio::sync::Notify;

/// Most streams of one device.
const OF_DEVICE: usize = 4;

/// The open streams.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streams(Arc<Mutex<HashMap<DeviceId, VecDeque<Arc<Notify>>>>>);

impl Streams {
    /// Notes a new stream of a device, for as long as the returned value lives.
    pub(crate) fn open(&self, device: DeviceId) -> OpenStream {
        let ended = Arc::new(Notify::new());
        let mut all = self.lock();
        let of_device = all.entry(device).or_default();
        of_device.push_back(ended.clone());
        if of_device.len() > OF_DEVICE
            && let Some(oldest) = of_device.pop_front()
        {
            oldest.notify_one();
        }
        drop(all);
        OpenStream {
            streams: self.clone(),
            device,
            ended,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<DeviceId, VecDeque<Arc<Notify>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream that is open.
#[derive(Debug)]
pub(crate) struct OpenStream {
    streams: Streams,
    device: DeviceId,
    ended: Arc<Notify>,
}

impl OpenStream {
    /// Returns when a newer stream takes the place of this one.
    pub(crate) async fn ended(&self) {
        self.ended.notified().await;
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        let mut all = self.streams.lock();
        if let Some(of_device) = all.get_mut(&self.device) {
            of_device.retain(|other| !Arc::ptr_eq(other, &self.ended));
            if of_device.is_empty() {
                all.remove(&self.device);
            }
        }
    }
}
