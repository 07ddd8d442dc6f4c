//! `/help`: the help center for end users. No sign-in, nothing private, plain HTML.

use std::collections::HashMap;

use app::help_center::{HelpFrame, code_page, home_page, missing_page, topic_page};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use domain::branding::Shades;
use domain::error_code;
use domain::help::{Topic, WindowsRelease};
use help::Language;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::forms::{to, value};
use crate::state::AppState;

const SCRIPT: &str = include_str!("help.js");

/// Scripts of this server only; nothing else is loaded from anywhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

type Asked = Query<HashMap<String, String>>;

/// A topic as the search of the browser reads it.
#[derive(Serialize)]
pub struct Entry {
    title: &'static str,
    path: String,
    /// Everything it says, in lower case.
    text: String,
}

/// Where the script is. Its address changes with its content, so that browsers may keep it.
fn script_address() -> String {
    let hash: String = Sha256::digest(SCRIPT)
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("/help/help.{hash}.js")
}

/// `GET /help/help.….js`.
pub fn script() -> Response {
    (
        [
            (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        ],
        SCRIPT,
    )
        .into_response()
}

/// `GET /help/index.json`: what the search looks through.
pub async fn help_index(Query(asked): Asked, headers: HeaderMap) -> Json<Vec<Entry>> {
    let language = language(&asked, &headers);
    let entries = Topic::ALL.iter().map(|topic| Entry {
        title: language.title(*topic),
        path: format!("/help/{}", topic.as_str()),
        text: language.words(*topic).to_lowercase(),
    });
    Json(entries.collect())
}

/// `GET /help`: all topics, or what `q` finds. An error code leads to its page.
pub async fn help_home(
    State(state): State<AppState>,
    Query(asked): Asked,
    headers: HeaderMap,
) -> Response {
    let frame = match frame(&state, &asked, &headers, "/help".to_owned()).await {
        Ok(frame) => frame,
        Err(response) => return response,
    };
    match error_code::read(&frame.typed) {
        Some(reading) => page(code_page(frame, &reading)),
        None => page(home_page(frame)),
    }
}

/// `GET /help/{topic}`.
pub async fn help_topic(
    State(state): State<AppState>,
    Path(word): Path<String>,
    Query(asked): Asked,
    headers: HeaderMap,
) -> Response {
    if format!("/help/{word}") == script_address() {
        return script();
    }
    if word.starts_with("colours.") {
        return colours(State(state)).await;
    }
    let topic = word.parse::<Topic>().ok();
    let path = topic.map_or_else(
        || "/help".to_owned(),
        |topic| format!("/help/{}", topic.as_str()),
    );
    let frame = match frame(&state, &asked, &headers, path).await {
        Ok(frame) => frame,
        Err(response) => return response,
    };
    match topic {
        Some(topic) => page(topic_page(frame, topic)),
        None => missing(frame),
    }
}

/// `GET /help/colours.….css`: the organisation's colour, in shades that can be read.
async fn colours(State(state): State<AppState>) -> Response {
    let Ok((_, branding)) = state.muster.branding().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let Some(colour) = branding.colour else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let css = |shades: Shades| {
        format!(
            "--org:{};--org-on:{};--org-fg:{};--org-tint:{}",
            shades.ground, shades.on, shades.text, shades.tint
        )
    };
    let sheet = format!(
        ":root{{{}}}@media (prefers-color-scheme:dark){{:root{{{}}}}}",
        css(colour.light()),
        css(colour.dark())
    );
    (
        [
            (header::CONTENT_TYPE, "text/css; charset=utf-8"),
            (header::CACHE_CONTROL, "public, max-age=86400"),
        ],
        sheet,
    )
        .into_response()
}

/// `POST /help/{topic}`: whether a page helped. Counts the answer, and nothing of who gave it.
pub async fn help_answer(
    State(state): State<AppState>,
    Path(word): Path<String>,
    Query(asked): Asked,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let Ok(topic) = word.parse::<Topic>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let helped = match value(&form, "helped") {
        "yes" => true,
        "no" => false,
        _ => return (StatusCode::BAD_REQUEST, "helped: write yes or no\n").into_response(),
    };
    let language = language(&asked, &headers);
    if let Err(error) = state.muster.answer_help(topic, language.tag, helped).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "an answer could not be counted"
        );
    }
    let windows = asked
        .get("windows")
        .and_then(|word| word.parse::<WindowsRelease>().ok())
        .map(|release| format!("&windows={}", release.as_str()))
        .unwrap_or_default();
    to(&format!(
        "/help/{}?lang={}{windows}&thanks=1",
        topic.as_str(),
        language.tag
    ))
}

/// `GET /help/code/{code}`: an error code in words for who sees it.
pub async fn help_code(
    State(state): State<AppState>,
    Path(written): Path<String>,
    Query(asked): Asked,
    headers: HeaderMap,
) -> Response {
    let reading = error_code::read(&written);
    let path = reading.as_ref().map_or_else(
        || "/help".to_owned(),
        |reading| format!("/help/code/{}", reading.code.slug()),
    );
    let frame = match frame(&state, &asked, &headers, path).await {
        Ok(frame) => frame,
        Err(response) => return response,
    };
    match reading {
        Some(reading) => page(code_page(frame, &reading)),
        None => missing(frame),
    }
}

fn missing(frame: HelpFrame) -> Response {
    let mut response = page(missing_page(frame));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The language that the address names, or the one that the browser asks for.
fn language(asked: &HashMap<String, String>, headers: &HeaderMap) -> &'static Language {
    asked
        .get("lang")
        .and_then(|tag| help::language(tag))
        .unwrap_or_else(|| help::accepted(text(headers, "accept-language").unwrap_or_default()))
}

async fn frame(
    state: &AppState,
    asked: &HashMap<String, String>,
    headers: &HeaderMap,
    path: String,
) -> Result<HelpFrame, Response> {
    let (named, branding) = state.muster.branding().await.map_err(|error| {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "a help page could not be made"
        );
        let sentence = "The help pages cannot be shown right now. Try again in a minute.\n";
        (StatusCode::SERVICE_UNAVAILABLE, sentence).into_response()
    })?;
    // Before the first administrator there is no organisation yet.
    let organisation = if named.is_empty() {
        "Muster".to_owned()
    } else {
        named
    };
    let colours = branding
        .colour
        .map(|_| format!("/help/colours.{}.css", branding.version));
    let chosen = asked
        .get("windows")
        .and_then(|word| word.parse::<WindowsRelease>().ok());
    let told = WindowsRelease::of_browser(
        text(headers, "sec-ch-ua-platform"),
        text(headers, "sec-ch-ua-platform-version"),
        text(headers, "user-agent").unwrap_or_default(),
    );
    Ok(HelpFrame {
        organisation,
        language: language(asked, headers),
        release: chosen.or(told).unwrap_or(WindowsRelease::Eleven),
        detected: told.is_some() && chosen.is_none_or(|chosen| Some(chosen) == told),
        typed: asked.get("q").cloned().unwrap_or_default(),
        path,
        css: state.assets.css.clone(),
        script: script_address(),
        colours,
        branding,
        thanked: asked.contains_key("thanks"),
        made_for: asked
            .get("for")
            .map(|token| state.muster.read_help_link(token)),
    })
}

fn page(html: String) -> Response {
    let mut response = (
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (
                header::VARY,
                "accept-language, sec-ch-ua-platform, sec-ch-ua-platform-version, user-agent",
            ),
        ],
        html,
    )
        .into_response();
    let headers = response.headers_mut();
    // Browsers tell Windows 11 from Windows 10 only where they are asked, and at once only where it is critical.
    for name in ["accept-ch", "critical-ch"] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static("Sec-CH-UA-Platform-Version"),
        );
    }
    response
}
