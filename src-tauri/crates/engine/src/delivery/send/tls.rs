//! TLS towards targets: trusted as the platform trusts, or taken unseen where the user said so for one target.

use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::failure::Failure;
use super::line::Place;

type Config = OnceLock<Result<Arc<ClientConfig>, String>>;

/// Both manners, each made when it is first wanted. Clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Tls {
    trusting: Arc<Config>,
    unseen: Arc<Config>,
}

impl Tls {
    /// TLS with `place` over `stream`.
    pub(super) async fn over(
        &self,
        stream: TcpStream,
        place: &Place,
    ) -> Result<TlsStream<TcpStream>, Failure> {
        let config = match place.accept_invalid_certificate {
            true => self.unseen.get_or_init(unseen),
            false => self.trusting.get_or_init(trusting),
        };
        let config = config.clone().map_err(Failure::NoTrust)?;
        let name = ServerName::try_from(place.host.clone()).map_err(|_| Failure::Unsendable)?;
        let made = TlsConnector::from(config).connect(name, stream).await;
        made.map_err(|error| Failure::Connect(error.into()))
    }
}

fn trusting() -> Result<Arc<ClientConfig>, String> {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| error.to_string())?;
    Ok(Arc::new(speaking(builder.with_no_client_auth())))
}

fn unseen() -> Result<Arc<ClientConfig>, String> {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Unseen(provider())));
    Ok(Arc::new(speaking(builder.with_no_client_auth())))
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn speaking(mut config: ClientConfig) -> ClientConfig {
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}

/// Takes every certificate; that the other side holds its key is still checked.
#[derive(Debug)]
struct Unseen(Arc<CryptoProvider>);

impl ServerCertVerifier for Unseen {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
