//! An authority for certificates of the tests, and a look at what a server answers with.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Years from and until which a certificate is valid.
pub(crate) const VALID: (i32, i32) = (2020, 2040);

/// An authority with its root in a file.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(crate) root: PathBuf,
}

impl Authority {
    pub(crate) fn new(folder: &Path) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params
            .distinguished_name
            .push(DnType::CommonName, "Authority of the tests");
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let root = folder.join("root.pem");
        std::fs::write(&root, certificate.pem()).unwrap();
        Self {
            issuer: Issuer::new(params, key),
            root,
        }
    }

    /// The certificate for a name and its key, both in PEM.
    pub(crate) fn issue(&self, name: &str, (from, until): (i32, i32)) -> (String, String) {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    /// The same in two files: certificate and key.
    pub(crate) fn issue_into(&self, folder: &Path, name: &str, valid: (i32, i32)) -> (PathBuf, PathBuf) {
        let (certificate, key) = self.issue(name, valid);
        let files = (folder.join("certificate.pem"), folder.join("key.pem"));
        std::fs::write(&files.0, certificate).unwrap();
        std::fs::write(&files.1, key).unwrap();
        files
    }
}

/// A connection by TLS of somebody who trusts these roots and speaks these protocols.
pub(crate) async fn connected(
    address: SocketAddr,
    name: &str,
    roots: &[CertificateDer<'static>],
    protocols: &[&[u8]],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut trusted = RootCertStore::empty();
    trusted.add_parsable_certificates(roots.iter().cloned());
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(trusted)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from(name.to_owned()).unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

/// The certificate and the protocol with which a server answers somebody who trusts these roots.
pub(crate) async fn answered(
    address: SocketAddr,
    name: &str,
    roots: &[CertificateDer<'static>],
) -> std::io::Result<(CertificateDer<'static>, Vec<u8>)> {
    let stream = connected(address, name, roots, &[b"h2", b"http/1.1"]).await?;
    let session = stream.get_ref().1;
    let certificate = session.peer_certificates().unwrap()[0].clone().into_owned();
    Ok((certificate, session.alpn_protocol().unwrap().to_vec()))
}

/// The certificates in a PEM text.
pub(crate) fn certificates(pem: &[u8]) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(pem).map(Result::unwrap).collect()
}
