//! `muster serve`: the portal.

use std::error::Error;
use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;
use std::time::Duration;

use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::RustlsConfig;
use service::secrets::SecretKey;
use service::{Clock, Muster, SessionStore};

use crate::config::Config;
use crate::router::router;
use crate::state::AppState;

/// How long running requests may take to end once the server is asked to stop.
const FAREWELL: Duration = Duration::from_secs(10);
/// How often what has run out is cleared away.
const SWEEP: Duration = Duration::from_secs(60);
/// How often work that nobody does any more is looked for.
const TAKE_UP: Duration = Duration::from_secs(2);

/// Serves until the process is asked to stop, then lets running requests end.
///
/// # Errors
/// The address is taken, the database cannot be opened, or the certificate cannot be read.
pub async fn run(config: Config) -> Result<ExitCode, Box<dyn Error>> {
    let listener = listen(&config)?;
    let address = config.public_address(listener.local_addr()?);
    let muster = Muster::open(&config.database, &address, Clock::default()).await?;
    let muster = equip(&config, muster).await?;
    println!("Muster is at {address}");
    if let Some(token) = muster.create_set_up_token().await? {
        println!(
            "Create the first administrator (once, within a day): {address}/set-up?token={token}"
        );
    }
    serve(config, listener, muster).await
}

/// Gives `muster` what the configuration has beside the database: the key for secrets, and sign-in providers.
pub(super) async fn equip(config: &Config, mut muster: Muster) -> Result<Muster, Box<dyn Error>> {
    if let Some(path) = &config.secret_key_file {
        let key = SecretKey::read_or_create(path).map_err(|error| {
            format!(
                "the key file for secrets, {}, cannot be used: {error}",
                path.display()
            )
        })?;
        muster = muster.with_secret_key(key);
    }
    muster.configure_providers(config.providers.clone()).await?;
    Ok(muster)
}

/// Takes the address that the server is to listen on.
pub(super) fn listen(config: &Config) -> Result<TcpListener, Box<dyn Error>> {
    let listener = TcpListener::bind(config.listen)
        .map_err(|error| format!("cannot listen on {}: {error}", config.listen))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Answers on `listener` until the process is asked to stop.
pub(super) async fn serve(
    config: Config,
    listener: TcpListener,
    muster: Muster,
) -> Result<ExitCode, Box<dyn Error>> {
    let sessions = muster.session_store().await?;
    tokio::spawn(sweep(muster.clone(), sessions.clone()));
    tokio::spawn(take_up(muster.clone()));
    tokio::spawn(compare(muster.clone()));
    let service = router(
        AppState::new(muster.clone(), config.trusted_proxies),
        sessions,
    )
    .into_make_service_with_connect_info::<SocketAddr>();
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(handle.clone()));
    // A page that is sent in parts would wait between them for the browser to say that it has the last one.
    match config.tls {
        None => {
            axum_server::from_tcp(listener)
                .acceptor(NoDelayAcceptor)
                .handle(handle)
                .serve(service)
                .await?;
        }
        Some((certificate, key)) => {
            let _ = rustls::crypto::ring::default_provider().install_default();
            let tls = RustlsConfig::from_pem_file(&certificate, &key)
                .await
                .map_err(|error| {
                    format!(
                        "the TLS certificate {} or its key {} cannot be used: {error}",
                        certificate.display(),
                        key.display()
                    )
                })?;
            axum_server::from_tcp_rustls(listener, tls)
                .map(|tls| tls.acceptor(NoDelayAcceptor))
                .handle(handle)
                .serve(service)
                .await?;
        }
    }
    muster.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Clears away, from the start on: sessions and sign-ins that ran out, and imports that nobody moves any more;
/// changes of devices that a killed server left are taken over, and so are cleanup rules. Those that are due are applied.
async fn sweep(muster: Muster, sessions: SessionStore) {
    let mut ticks = tokio::time::interval(SWEEP);
    let warn = |error: &(dyn Error + 'static)| {
        tracing::warn!(error, "what has run out could not be cleared away");
    };
    loop {
        ticks.tick().await;
        if let Err(error) = sessions.delete_expired().await {
            warn(&error);
        }
        if let Err(error) = muster.forget_sign_ins().await {
            warn(&error);
        }
        if let Err(error) = muster.interrupt_imports().await {
            warn(&error);
        }
        if let Err(error) = muster.resume_device_edits().await {
            warn(&error);
        }
        if let Err(error) = muster.resume_cleanups().await {
            warn(&error);
        }
        if let Err(error) = muster.run_due_cleanups().await {
            warn(&error);
        }
        if let Err(error) = muster.run_due_domain_checks().await {
            warn(&error);
        }
    }
}

/// Compares the records of a database of an older version, once.
async fn compare(muster: Muster) {
    if let Err(error) = muster.compare_uncompared().await {
        let error: &(dyn Error + 'static) = &error;
        tracing::warn!(
            error,
            "records could not be compared; `muster duplicates recheck` does it"
        );
    }
}

/// Goes on with what a server that is gone left unfinished.
async fn take_up(muster: Muster) {
    let mut ticks = tokio::time::interval(TAKE_UP);
    loop {
        ticks.tick().await;
        if let Err(error) = muster.take_up_imports().await {
            let error: &(dyn Error + 'static) = &error;
            tracing::warn!(error, "interrupted imports could not be taken up");
        }
    }
}

async fn stop_on_signal(handle: Handle) {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signals) => drop(signals.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
    tracing::info!("stopping");
    handle.graceful_shutdown(Some(FAREWELL));
}
