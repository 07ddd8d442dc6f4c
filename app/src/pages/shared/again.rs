//! Pages that look again while something goes on.

use std::time::Duration;

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::json::Resource;

/// How often a page in front of somebody looks again.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Loads `data` again in a second, for as long as it says that something goes on.
pub fn look_again<T>(data: Resource<T>, goes_on: impl Fn(&T) -> bool + 'static)
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    Effect::new(move |_| {
        let again = data.with(|loaded| loaded.as_ref().is_some_and(&goes_on));
        if again && let Ok(handle) = set_timeout_with_handle(move || data.refetch(), LOOK_AGAIN) {
            on_cleanup(move || handle.clear());
        }
    });
}
