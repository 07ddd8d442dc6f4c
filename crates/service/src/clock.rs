//! The only source of the present time and of ids that hold it, so that tests can stand still.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::{NoContext, Timestamp, Uuid};

/// Tells the time in whole microseconds, which both databases keep exactly.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Microseconds since 1970 at which the clock stands still; `None` for the machine's time.
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// A clock that stands at `now` until it is moved. For tests.
    #[must_use]
    pub fn fixed(now: DateTime<Utc>) -> Self {
        Self {
            fixed: Some(Arc::new(AtomicI64::new(now.timestamp_micros()))),
        }
    }

    /// Moves a fixed clock; the machine's clock stays as it is.
    pub fn advance(&self, by: TimeDelta) {
        if let Some(fixed) = &self.fixed {
            fixed.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        }
    }

    /// The present time.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that asks the machine"
    )]
    pub fn now(&self) -> DateTime<Utc> {
        let micros = self.fixed.as_ref().map_or_else(
            || Utc::now().timestamp_micros(),
            |fixed| fixed.load(Ordering::SeqCst),
        );
        DateTime::from_timestamp_micros(micros).unwrap_or_default()
    }

    /// A new id that sorts by the time it was made.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        let now = self.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        Uuid::new_v7(Timestamp::from_unix(
            NoContext,
            seconds,
            now.timestamp_subsec_nanos(),
        ))
    }
}
