//! The status of the answer in which a page travels. In the browser there is no answer, and nothing happens.

/// Says that there is no such page.
pub(crate) fn answer_not_found() {
    answer(404);
}

/// Says that the address asks for something that cannot be.
pub(crate) fn answer_bad_request() {
    answer(400);
}

#[cfg(feature = "ssr")]
fn answer(status: u16) {
    let response = leptos::prelude::use_context::<leptos_axum::ResponseOptions>();
    if let (Some(response), Ok(status)) = (response, http::StatusCode::from_u16(status)) {
        response.set_status(status);
    }
}

#[cfg(not(feature = "ssr"))]
fn answer(_status: u16) {}
