//! The table: each code with what it means, what to tell the user, and what helps.
//!
//! Source: Microsoft's headers `MDMRegistration.h` and `winerror.h`, and Microsoft Learn, "Troubleshoot Windows device
//! enrollment errors", "Troubleshoot hybrid joined devices" and the known issues of Windows Autopilot.

use serde::{Deserialize, Serialize};

pub(super) struct Entry {
    pub written: &'static str,
    pub number: Option<u32>,
    pub symbol: &'static str,
    pub meaning: &'static str,
    pub for_user: &'static str,
    pub fix: &'static str,
}

/// Turns the table into the enum and its entries, so that neither can miss one of the other.
macro_rules! error_codes {
    ($($name:ident = $number:tt $written:literal $symbol:literal
        meaning: $meaning:literal, for_user: $for_user:literal, fix: $fix:literal;)+) => {
        /// An error code of Windows that an enrollment or a registration can fail with. JSON holds its usual written form.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum ErrorCode {
            $(#[doc = $meaning] #[serde(rename = $written)] $name,)+
        }

        impl ErrorCode {
            /// Every code, in the order of the table.
            pub const ALL: [Self; [$($written),+].len()] = [$(Self::$name),+];

            pub(super) fn entry(self) -> &'static Entry {
                match self {
                    $(Self::$name => &Entry {
                        written: $written,
                        number: error_codes!(@number $number),
                        symbol: $symbol,
                        meaning: $meaning,
                        for_user: $for_user,
                        fix: $fix,
                    },)+
                }
            }
        }
    };
    (@number text) => { None };
    (@number $number:literal) => { Some($number) };
}

error_codes! {
    MessageFormat = 0x8018_0001 "0x80180001" "MENROLL_E_DEVICE_MESSAGE_FORMAT_ERROR"
        meaning: "The server sent a message that Windows does not understand.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "Check the MDM addresses and whether a proxy rewrites answers, then try again. The server’s log says more.";
    NotAuthenticated = 0x8018_0002 "0x80180002" "MENROLL_E_DEVICE_AUTHENTICATION_ERROR"
        meaning: "The service could not authenticate the user, or the terms of use were not accepted.",
        for_user: "We could not sign you in. Try again, and accept the terms if you are asked to.",
        fix: "Check that the account is enabled, then sign in again, with multi-factor authentication, and accept the terms of use. `dsregcmd /status` has to show AzureAdPrt: YES, and the clock has to be right.";
    NotAuthorized = 0x8018_0003 "0x80180003" "MENROLL_E_DEVICE_AUTHORIZATION_ERROR"
        meaning: "The user is not authorised to enroll this way.",
        for_user: "Your account cannot set up a device this way. Ask IT which way to use.",
        fix: "Check the device limit, the platform restriction, the edition of Windows and who may join devices. Or use another account, or another way to enroll.";
    CertificateRequest = 0x8018_0004 "0x80180004" "MENROLL_E_DEVICE_CERTIFICATEREQUEST_ERROR"
        meaning: "The certification authority cannot be reached, or the service may not use its template.",
        for_user: "We could not finish the setup. Nothing is wrong on your side. Try again later.",
        fix: "Check the certification authority behind the enrollment server.";
    ServerFailure = 0x8018_0005 "0x80180005" "MENROLL_E_DEVICE_CONFIGMGRSERVER_ERROR"
        meaning: "The enrollment server failed, for example its database.",
        for_user: "The service has a problem. Try again later.",
        fix: "Try again. If it stays, ask the service’s support, with the trace id.";
    InternalService = 0x8018_0006 "0x80180006" "MENROLL_E_DEVICE_INTERNALSERVICE_ERROR"
        meaning: "The enrollment server failed in a way that it did not expect.",
        for_user: "The service has a problem. Try again later.",
        fix: "Try again. If it stays, ask the service’s support, with the trace id.";
    InvalidSecurity = 0x8018_0007 "0x80180007" "MENROLL_E_DEVICE_INVALIDSECURITY_ERROR"
        meaning: "The server could not validate the account.",
        for_user: "We could not sign you in. Try again.",
        fix: "Sign in again. If it stays, check the token: a new sign-in to Windows gets a new one.";
    UnknownServer = 0x8018_0008 "0x80180008" "MENROLL_E_DEVICE_UNKNOWN_ERROR"
        meaning: "The server reported an error that Windows does not know.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "Try again. If it stays, the server’s log says more.";
    InProgress = 0x8018_0009 "0x80180009" "MENROLL_E_ENROLLMENT_IN_PROGRESS"
        meaning: "Another enrollment is going on.",
        for_user: "Setup is already going on. Wait a little, or restart your computer.",
        fix: "Wait for its end, or restart the device.";
    AlreadyEnrolled = 0x8018_000A "0x8018000A" "MENROLL_E_DEVICE_ALREADY_ENROLLED"
        meaning: "The device is already enrolled, here or elsewhere.",
        for_user: "This device is already managed by an organization. Disconnect it there first, or ask IT.",
        fix: "Remove the other work account or the old enrollment, then try again.";
    NotEnrolled = 0x8018_000B "0x8018000B" "MENROLL_E_DEVICE_NOT_ENROLLED"
        meaning: "The device is not enrolled, so that there is nothing to renew or to end.",
        for_user: "Your computer is not connected to work any more. Connect it again.",
        fix: "Enroll the device again.";
    CertificateDate = 0x8018_000D "0x8018000D" "MENROLL_E_DISCOVERY_SEC_CERT_DATE_INVALID"
        meaning: "The certificate of the discovery address is not valid at the device’s time.",
        for_user: "Check the date and time of your computer, then try again.",
        fix: "Correct the device’s clock, or renew the server’s certificate.";
    PasswordNeeded = 0x8018_000E "0x8018000E" "MENROLL_E_PASSWORD_NEEDED"
        meaning: "A password is needed.",
        for_user: "Enter the password of your work account.",
        fix: "Enter the credentials.";
    WebSignIn = 0x8018_000F "0x8018000F" "MENROLL_E_WAB_ERROR"
        meaning: "The sign-in page in Windows failed.",
        for_user: "The sign-in page did not work. Try again on another network.",
        fix: "Try again. Look at the proxy and at TLS inspection on the way to the sign-in pages.";
    Connectivity = 0x8018_0010 "0x80180010" "MENROLL_E_CONNECTIVITY"
        meaning: "The server cannot be reached: network, name or time-out.",
        for_user: "Your computer cannot reach the service. Check the network, then try again.",
        fix: "Check the network, the firewall and the CNAME of the user’s domain.";
    Suspended = 0x0018_0011 "0x00180011" "MENROLL_S_ENROLLMENT_SUSPENDED"
        meaning: "The enrollment is suspended. Windows of today does not report this.",
        for_user: "Setup is paused. Restart your computer.",
        fix: "Nothing is known to help but to try again on a supported Windows.";
    InvalidTls = 0x8018_0012 "0x80180012" "MENROLL_E_INVALIDSSLCERT"
        meaning: "The server’s TLS certificate is not trusted.",
        for_user: "Your computer does not trust the connection. Try another network.",
        fix: "Check the trusted roots on the device, and whether something on the network opens TLS.";
    DeviceLimitReached = 0x8018_0013 "0x80180013" "MENROLL_E_DEVICECAPREACHED"
        meaning: "The user has enrolled as many devices as allowed.",
        for_user: "You have reached the number of devices you may add. Remove one that you no longer use.",
        fix: "Remove a device that is no longer used, or raise the device limit.";
    DeviceNotSupported = 0x8018_0014 "0x80180014" "MENROLL_E_DEVICENOTSUPPORTED"
        meaning: "This Windows version, or a device of this ownership, is not allowed to enroll.",
        for_user: "This device is not allowed. Ask IT whether it can be.",
        fix: "Check the platform restriction and the Windows version. If the device is the organisation’s, register it with Autopilot or add its corporate identifier.";
    NotSupported = 0x8018_0015 "0x80180015" "MENROLL_E_NOTSUPPORTED"
        meaning: "The service does not support management of this device.",
        for_user: "This device cannot be managed. Ask IT; you cannot change it yourself.",
        fix: "Check the enrollment restrictions. The user can do nothing about it.";
    NotEligibleToRenew = 0x8018_0016 "0x80180016" "MENROLL_E_NOTELIGIBLETORENEW"
        meaning: "The enrollment cannot be renewed.",
        for_user: "Your computer lost its connection to work. Connect it again.",
        fix: "Check the clock. If its certificate ran out, enroll the device again.";
    InMaintenance = 0x8018_0017 "0x80180017" "MENROLL_E_INMAINTENANCE"
        meaning: "The service is in maintenance.",
        for_user: "We are doing maintenance. Try again later.",
        fix: "Wait until maintenance is over, then try again.";
    LicenceMissing = 0x8018_0018 "0x80180018" "MENROLL_E_USERLICENSE"
        meaning: "A licence that enrollment needs is missing.",
        for_user: "Your account needs a licence. Ask IT to assign one.",
        fix: "Assign a licence that includes Intune, and for automatic enrollment Entra ID P1 or P2. Wait a few minutes, then try again.";
    InvalidEnrollmentData = 0x8018_0019 "0x80180019" "MENROLL_E_ENROLLMENTDATAINVALID"
        meaning: "The server refused the data of the enrollment, or is set up wrongly.",
        for_user: "We could not finish the setup. Ask IT.",
        fix: "Check the MDM addresses and the address of the terms of use.";
    InsecureRedirect = 0x8018_001A "0x8018001A" "MENROLL_E_INSECUREREDIRECT"
        meaning: "The server led to an address without TLS.",
        for_user: "We could not finish the setup. Ask IT.",
        fix: "Correct the discovery address: every step has to be https.";
    WrongState = 0x8018_001B "0x8018001B" "MENROLL_E_PLATFORM_WRONG_STATE"
        meaning: "Windows is in a state that does not allow this, such as enrolling twice.",
        for_user: "Restart your computer and try again.",
        fix: "End the old enrollment, restart, and try again.";
    EditionNotSupported = 0x8018_001C "0x8018001C" "MENROLL_E_PLATFORM_LICENSE_ERROR"
        meaning: "This edition of Windows does not support this enrollment.",
        for_user: "Your edition of Windows cannot be set up this way. Ask IT about an upgrade.",
        fix: "Upgrade Windows from Home to Pro.";
    UnknownClient = 0x8018_001D "0x8018001D" "MENROLL_E_PLATFORM_UNKNOWN_ERROR"
        meaning: "Windows failed in a way that it does not know.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "Look at the event log DeviceManagement-Enterprise-Diagnostics-Provider on the device.";
    CertificateStore = 0x8018_001E "0x8018001E" "MENROLL_E_PROV_CSP_CERTSTORE"
        meaning: "The certificate of the enrollment could not be stored.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "Look at the event log DeviceManagement-Enterprise-Diagnostics-Provider on the device. The TPM may be the reason.";
    DmAccount = 0x8018_001F "0x8018001F" "MENROLL_E_PROV_CSP_W7"
        meaning: "The account of the management client could not be set up.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "Look at the event log DeviceManagement-Enterprise-Diagnostics-Provider on the device.";
    DmClient = 0x8018_0020 "0x80180020" "MENROLL_E_PROV_CSP_DMCLIENT"
        meaning: "The management client could not be set up.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "Look at the event log DeviceManagement-Enterprise-Diagnostics-Provider on the device.";
    WindowsHello = 0x8018_0021 "0x80180021" "MENROLL_E_PROV_CSP_PFW"
        meaning: "Windows Hello for Business could not be set up.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "Check the policy of Windows Hello for Business.";
    OtherProvisioning = 0x8018_0022 "0x80180022" "MENROLL_E_PROV_CSP_MISC"
        meaning: "A part of the settings could not be set up.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "Look at the event log DeviceManagement-Enterprise-Diagnostics-Provider on the device.";
    UnknownProvisioning = 0x8018_0023 "0x80180023" "MENROLL_E_PROV_UNKNOWN"
        meaning: "Setting up failed, and Windows does not know in which part.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "Look at the event log DeviceManagement-Enterprise-Diagnostics-Provider on the device.";
    CertificateNotFound = 0x8018_0024 "0x80180024" "MENROLL_E_PROV_SSLCERTNOTFOUND"
        meaning: "The certificate that belongs to the key was not found.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "Look into the device’s certificate store, and at its TPM.";
    AppManagement = 0x8018_0025 "0x80180025" "MENROLL_E_PROV_CSP_APPMGMT"
        meaning: "The management of apps could not be set up.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "Look at the event log DeviceManagement-Enterprise-Diagnostics-Provider on the device.";
    ManagementBlocked = 0x8018_0026 "0x80180026" "MENROLL_E_DEVICE_MANAGEMENT_BLOCKED"
        meaning: "Management is blocked on the device: by policy, by Configuration Manager, or by the old Intune client for PCs.",
        for_user: "Your computer is set so that it cannot be managed. Ask IT.",
        fix: "Look for the policy “Disable MDM Enrollment”, for the setting SetManagedExternally of Configuration Manager, and for the old Intune client, which has to be removed.";
    PrivateKey = 0x8018_0027 "0x80180027" "MENROLL_E_CERTPOLICY_PRIVATEKEYCREATION_FAILED"
        meaning: "The private key could not be made.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "Check the TPM and the key storage provider.";
    NoCertificate = 0x8018_0028 "0x80180028" "MENROLL_E_CERTAUTH_FAILED_TO_FIND_CERT"
        meaning: "Signing in by certificate found none.",
        for_user: "Your computer has no certificate to sign in with. Ask IT.",
        fix: "Bring the certificate to the device first.";
    EmptyMessage = 0x8018_0029 "0x80180029" "MENROLL_E_EMPTY_MESSAGE"
        meaning: "The server answered without a content.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "Look at the proxy and at the server’s log.";
    UserCancelled = 0x8018_002A "0x8018002A" "MENROLL_E_USER_CANCELED"
        meaning: "The user cancelled, or did not answer the request to sign in.",
        for_user: "Setup was cancelled. Start it again and finish the sign-in.",
        fix: "Have the user sign in with multi-factor authentication. Windows tries again by itself.";
    AutomaticEnrollmentNotConfigured = 0x8018_002B "0x8018002B" "MDM_NOT_CONFIGURED"
        meaning: "Automatic enrollment found no management for this user or device.",
        for_user: "Your device could not be set up by itself. Ask IT.",
        fix: "Put the user in the MDM user scope, and check that the user’s domain is verified.";
    UserCancelledToo = 0x8018_0030 "0x80180030" "MENROLL_E_USER_CANCELLED"
        meaning: "The user cancelled.",
        for_user: "Setup was cancelled. Start it again.",
        fix: "Try again.";
    MdmNotConfigured = 0x8018_0031 "0x80180031" "MENROLL_E_MDM_NOT_CONFIGURED"
        meaning: "Device management is not set up for this organisation.",
        for_user: "Your organization is not ready to manage devices yet. Ask IT.",
        fix: "Set the MDM authority, the MDM addresses and the MDM user scope.";
    CustomServer = 0x8018_0032 "0x80180032" "MENROLL_E_CUSTOMSERVERERROR"
        meaning: "The server refused with a text of its own.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "The text is in the event log DeviceManagement-Enterprise-Diagnostics-Provider on the device.";
    ComeBackLater = 0x8018_0033 "0x80180033" "MENROLL_E_SERVER429"
        meaning: "The server is busy and asked to come back later.",
        for_user: "The service is busy. Try again in some minutes.",
        fix: "Wait. Windows tries again by itself.";
    RegistrationMessage = 0x801C_0001 "0x801C0001" "DSREG_E_DEVICE_MESSAGE_FORMAT_ERROR"
        meaning: "The registration service could not be talked to.",
        for_user: "Try again. If it happens again, tell IT this code.",
        fix: "Check the network, then try again.";
    RegistrationNotAuthenticated = 0x801C_0002 "0x801C0002" "DSREG_E_DEVICE_AUTHENTICATION_ERROR"
        meaning: "The directory could not authenticate the user.",
        for_user: "We could not sign you in. Ask IT whether your account is enabled.",
        fix: "Check that the account is enabled, then sign in again.";
    JoinNotAllowed = 0x801C_0003 "0x801C0003" "DSREG_E_DEVICE_AUTHORIZATION_ERROR"
        meaning: "The directory does not allow this user to register or join devices.",
        for_user: "Your account may not add devices. Ask IT.",
        fix: "Allow the user under “Users may join devices” or “Users may register devices”. Check the device quota and the edition of Windows, too.";
    DirectoryError = 0x801C_0006 "0x801C0006" "DSREG_E_DEVICE_INTERNALSERVICE_ERROR"
        meaning: "The directory failed.",
        for_user: "The service has a problem. Try again later.",
        fix: "Look at the server’s sub-code, then try again.";
    RegistrationNotTrusted = 0x801C_000B "0x801C000B" "DSREG_E_DISCOVERY_REDIRECTION_NOT_TRUSTED"
        meaning: "The registration server is not trusted.",
        for_user: "Your computer was led to a wrong address. Ask IT.",
        fix: "Correct the CNAME EnterpriseRegistration of the user’s domain.";
    DiscoveryFailed = 0x801C_000C "0x801C000C" "DSREG_E_DISCOVERY_FAILED"
        meaning: "The registration service was not found.",
        for_user: "Your computer cannot reach the service. Check the network, then try again.",
        fix: "Check the network, and the proxy of the system account.";
    DirectoryQuotaReached = 0x801C_000E "0x801C000E" "DSREG_E_DEVICE_REGISTRATION_QUOTA_EXCCEEDED"
        meaning: "The user has as many devices in the directory as allowed.",
        for_user: "You have reached the number of devices you may add. Remove one that you no longer use.",
        fix: "Delete records of devices that are no longer used, or raise the maximum number of devices per user.";
    RestartNeeded = 0x801C_000F "0x801C000F" "DSREG_E_DEVICE_REQUIRES_REBOOT"
        meaning: "The device has to be restarted.",
        for_user: "Restart your computer, then try again.",
        fix: "Restart the device.";
    AttestationKey = 0x801C_0010 "0x801C0010" "DSREG_E_DEVICE_AIK_VALIDATION_ERROR"
        meaning: "The certificate of the TPM’s attestation key is not valid.",
        for_user: "Your computer’s security chip was not accepted. Ask IT.",
        fix: "Update the firmware of the TPM.";
    Attestation = 0x801C_0011 "0x801C0011" "DSREG_E_DEVICE_ATTESTATION_ERROR"
        meaning: "The attestation by the TPM failed.",
        for_user: "Your computer’s security chip was not accepted. Ask IT.",
        fix: "Update the firmware of the TPM.";
    DiscoveryMessage = 0x801C_0012 "0x801C0012" "DSREG_E_DISCOVERY_BAD_MESSAGE_ERROR"
        meaning: "The answer of the discovery is not understood.",
        for_user: "Your computer cannot reach the service. Try another network.",
        fix: "Look at the proxy: it may answer in place of the service.";
    NoTenant = 0x801C_0013 "0x801C0013" "DSREG_E_TENANTID_NOT_FOUND"
        meaning: "The token does not say which organisation it is of.",
        for_user: "We could not sign you in. Use your work account.",
        fix: "Check with which account the user signs in.";
    NoUserSid = 0x801C_0014 "0x801C0014" "DSREG_E_USERSID_NOT_FOUND"
        meaning: "The user’s security identifier is missing.",
        for_user: "We could not sign you in. Ask IT.",
        fix: "Check that the user is synchronised.";
    ScpUnreadable = 0x801C_001D "0x801C001D" "DSREG_AUTOJOIN_ADCONFIG_READ_FAILED"
        meaning: "Hybrid join: the service connection point cannot be read.",
        for_user: "Your computer could not be registered. Ask IT.",
        fix: "Check the service connection point in Active Directory, and its replication.";
    HybridDiscoveryWait = 0x801C_001F "0x801C001F" "DSREG_AUTOJOIN_DISC_WAIT_TIMEOUT"
        meaning: "Hybrid join: the discovery took too long.",
        for_user: "Your computer cannot reach the service. Ask IT.",
        fix: "enterpriseregistration.windows.net has to be reached as the system account.";
    HybridDiscovery = 0x801C_0021 "0x801C0021" "DSREG_AUTOJOIN_DISC_FAILED"
        meaning: "Hybrid join: the discovery failed.",
        for_user: "Your computer cannot reach the service. Ask IT.",
        fix: "Look at the sub-error in the event log User Device Registration.";
    RegistrationBusy = 0x801C_0025 "0x801C0025" "DSREG_SERVER_BUSY"
        meaning: "The registration service is busy.",
        for_user: "The service is busy. Try again later.",
        fix: "Try again later.";
    ScpTenant = 0x801C_003A "0x801C003A" "DSREG_DISCOVERY_TENANT_NOT_FOUND"
        meaning: "Hybrid join: the service connection point names no organisation that exists.",
        for_user: "Your computer could not be registered. Ask IT.",
        fix: "Correct the tenant in the service connection point.";
    RealmDiscovery = 0x801C_003D "0x801C003D" "DSREG_AUTOJOIN_USERREALM_DISCOVERY_FAILED"
        meaning: "Hybrid join: it was not found out how the user’s domain signs in.",
        for_user: "Your computer cannot reach the service. Ask IT.",
        fix: "Check the network, and that the domain is verified.";
    ServerNotAuthorized = 0x801C_03EA "0x801C03EA" "DSREG_SERVER_AUTHORIZATION"
        meaning: "The server did not authorise the user or the device.",
        for_user: "Your computer was not accepted. Ask IT.",
        fix: "Check the TPM, which has to be 2.0 with current firmware, and that one Autopilot profile is assigned, not two.";
    InvalidRequest = 0x801C_03ED "0x801C03ED" "DSREG_SERVER_INVALID_REQUEST"
        meaning: "The server refused the request: the sign-in is not strong enough, or the object is missing.",
        for_user: "Your computer was not accepted. Ask IT.",
        fix: "Check that the device’s object is there and enabled, and that the user may join devices; sign in with multi-factor authentication.";
    ObjectNotFound = 0x801C_03F2 "0x801C03F2" "DSREG_E_DIRECTORY_FAILURE"
        meaning: "Hybrid join: the directory has no object of the device yet.",
        for_user: "Your computer is not known yet. Try again in an hour.",
        fix: "Wait for the synchronisation; the next try works.";
    NoDomainController = 0x8007_0774 "0x80070774" "ERROR_DOMAIN_CONTROLLER_NOT_FOUND"
        meaning: "No domain controller was found.",
        for_user: "Your computer cannot reach your organization’s network. Connect to it, or ask IT.",
        fix: "Bring the device in reach of a domain controller.";
    TimedOut = 0x8007_05B4 "0x800705B4" "ERROR_TIMEOUT"
        meaning: "It took too long.",
        for_user: "It took too long. Try again on another network.",
        fix: "Check the network.";
    SeveralManagers = 0xC103_6501 "0xC1036501" "MDM_SEVERAL_IN_SCOPE"
        meaning: "More than one management app is in scope, and the device cannot choose.",
        for_user: "Your device could not be set up by itself. Ask IT.",
        fix: "Leave one management app in the MDM user scope.";
    LeftoverEnrollment = 0x8007_064C "0x8007064C" "ERROR_MACHINE_ALREADY_ENROLLED"
        meaning: "The device carries an old enrollment, often from an image.",
        for_user: "Your computer is still connected to an earlier setup. Ask IT.",
        fix: "Remove the certificate of issuer SC_Online_Issuing and the old enrollment’s registry keys. Make images before a device is enrolled.";
    RequestNotSupported = 0x8007_0032 "0x80070032" "ERROR_NOT_SUPPORTED"
        meaning: "This Windows version cannot enroll automatically.",
        for_user: "Your Windows is too old. Update it, then try again.",
        fix: "Update to Windows 10 1709 or later.";
    Catastrophic = 0x8000_FFFF "0x8000FFFF" "E_UNEXPECTED"
        meaning: "Management is not set up in the directory, or its address is not what Windows expects.",
        for_user: "Your organization is not ready to manage devices yet. Ask IT.",
        fix: "Set the MDM user scope and the MDM addresses.";
    InvalidData = 0x8007_000D "0x8007000D" "ERROR_INVALID_DATA"
        meaning: "The answer cannot be read: often a proxy answered with its sign-in page.",
        for_user: "Your computer cannot reach the service. Try another network.",
        fix: "Let the system account through the proxy without a sign-in.";
    NetworkTimeout = 0x8007_2EE2 "0x80072EE2" "WININET_E_TIMEOUT"
        meaning: "The network took too long.",
        for_user: "Your computer cannot reach the service. Check the network, then try again.",
        fix: "Check the proxy and the firewall.";
    NameNotResolved = 0x8007_2EE7 "0x80072EE7" "WININET_E_NAME_NOT_RESOLVED"
        meaning: "A name was not found in the DNS.",
        for_user: "Your computer cannot reach the service. Check the network, then try again.",
        fix: "Check the DNS, and the CNAME of the user’s domain.";
    CannotConnect = 0x8007_2EFD "0x80072EFD" "WININET_E_CANNOT_CONNECT"
        meaning: "The server does not let the device connect.",
        for_user: "Your computer cannot reach the service. Check the network, then try again.",
        fix: "Check the proxy and the firewall.";
    ConnectionAborted = 0x8007_2EFE "0x80072EFE" "WININET_E_CONNECTION_ABORTED"
        meaning: "The connection was cut.",
        for_user: "Your computer cannot reach the service. Check the network, then try again.",
        fix: "Check the proxy and the firewall.";
    TlsFailure = 0x8007_2F8F "0x80072F8F" "WININET_E_DECODING_FAILED"
        meaning: "TLS failed: often the clock is wrong.",
        for_user: "Check the date and time of your computer, then try again.",
        fix: "Correct the clock; look for something on the network that opens TLS.";
    NoKeyset = 0x8009_0016 "0x80090016" "NTE_BAD_KEYSET"
        meaning: "The key is not there: the TPM was cleared, or the image was made of a joined device.",
        for_user: "Your computer lost its connection to work. Ask IT.",
        fix: "Join the device again. Make images before a device is joined.";
    TpmFips = 0x8028_0036 "0x80280036" "TPM_E_FAIL_FIPS"
        meaning: "The TPM is in FIPS mode, which joining does not support.",
        for_user: "Your computer’s security chip was not accepted. Ask IT.",
        fix: "Turn FIPS mode off, or use a TPM 2.0.";
    TpmError = 0x8029_0407 "0x80290407" "TPM_GENERIC_ERROR"
        meaning: "The TPM failed.",
        for_user: "Your computer’s security chip was not accepted. Ask IT.",
        fix: "Restart the device, and update the firmware of the TPM.";
    TpmLocked = 0x8009_0031 "0x80090031" "NTE_AUTHENTICATION_IGNORED"
        meaning: "The TPM is locked.",
        for_user: "Wait some hours, then restart your computer.",
        fix: "Wait until it unlocks by itself, then restart.";
    FederationFault1F = 0xCAA9_001F "0xCAA9001F" "ADAL_FEDERATION"
        meaning: "Signing in at the organisation’s own federation service failed.",
        for_user: "We could not sign you in. Ask IT.",
        fix: "Check that the federation service is reached and offers WS-Trust, and that the domain is federated as the directory says.";
    FederationFault17 = 0xCAA9_0017 "0xCAA90017" "ADAL_FEDERATION"
        meaning: "Signing in at the organisation’s own federation service failed.",
        for_user: "We could not sign you in. Ask IT.",
        fix: "Check that the federation service is reached and offers WS-Trust, and that the domain is federated as the directory says.";
    FederationFault14 = 0xCAA9_0014 "0xCAA90014" "ADAL_FEDERATION"
        meaning: "Signing in at the organisation’s own federation service failed.",
        for_user: "We could not sign you in. Ask IT.",
        fix: "Check that the federation service is reached and offers WS-Trust, and that the domain is federated as the directory says.";
    FederationFault06 = 0xCAA9_0006 "0xCAA90006" "ADAL_FEDERATION"
        meaning: "Signing in at the organisation’s own federation service failed.",
        for_user: "We could not sign you in. Ask IT.",
        fix: "Check that the federation service is reached and offers WS-Trust, and that the domain is federated as the directory says.";
    FederationFault2C = 0xCAA9_002C "0xCAA9002C" "ADAL_FEDERATION"
        meaning: "Signing in at the organisation’s own federation service failed.",
        for_user: "We could not sign you in. Ask IT.",
        fix: "Check that the federation service is reached and offers WS-Trust, and that the domain is federated as the directory says.";
    FederationFault23 = 0xCAA9_0023 "0xCAA90023" "ADAL_FEDERATION"
        meaning: "Signing in at the organisation’s own federation service failed.",
        for_user: "We could not sign you in. Ask IT.",
        fix: "Check that the federation service is reached and offers WS-Trust, and that the domain is federated as the directory says.";
    SignInTimeout = 0xCAA8_2EE2 "0xCAA82EE2" "ADAL_TIMEOUT"
        meaning: "Signing in took too long.",
        for_user: "Your computer cannot reach the service. Check the network, then try again.",
        fix: "Check the network, the proxy and the firewall.";
    SignInAborted = 0xCAA8_2EFE "0xCAA82EFE" "ADAL_ABORTED"
        meaning: "The connection was cut while signing in.",
        for_user: "Your computer cannot reach the service. Check the network, then try again.",
        fix: "Check the network, the proxy and the firewall.";
    SignInTls = 0xCAA8_2F8F "0xCAA82F8F" "ADAL_TLS"
        meaning: "TLS failed while signing in.",
        for_user: "Check the date and time of your computer, then try again.",
        fix: "Correct the clock; look for something on the network that opens TLS.";
    LegacyAgentClock = 0x80CF_4017 "0x80CF4017" "INTUNE_PC_CLIENT"
        meaning: "The old Intune client for PCs failed. It is not supported any more.",
        for_user: "Your computer uses an old program of your organization. Ask IT.",
        fix: "Remove the old client and enroll the device in management.";
    LegacyAgentSeats = 0x80CF_0437 "0x80CF0437" "INTUNE_PC_CLIENT"
        meaning: "The old Intune client for PCs failed. It is not supported any more.",
        for_user: "Your computer uses an old program of your organization. Ask IT.",
        fix: "Remove the old client and enroll the device in management.";
    LegacyAgentRetired = 0x80CF_0438 "0x80CF0438" "INTUNE_PC_CLIENT"
        meaning: "The old Intune client for PCs failed. It is not supported any more.",
        for_user: "Your computer uses an old program of your organization. Ask IT.",
        fix: "Remove the old client and enroll the device in management.";
    LegacyAgent = 0x80CF_3000 "0x80CF3000" "INTUNE_PC_CLIENT"
        meaning: "The old Intune client for PCs failed. It is not supported any more.",
        for_user: "Your computer uses an old program of your organization. Ask IT.",
        fix: "Remove the old client and enroll the device in management.";
    TermsDeclined = text "rejectedTermsOfUse" ""
        meaning: "The user declined the terms of use.",
        for_user: "You have to accept the terms to go on. Start again.",
        fix: "Have the user start again and accept the terms.";
    PortalUnavailable = text "Company Portal Temporarily Unavailable" ""
        meaning: "The app says this when the user has as many devices as allowed.",
        for_user: "You may have too many devices. Remove one that you no longer use.",
        fix: "Remove a device that is no longer used, or raise the device limit.";
    IdentityProvider = text "OOBEIDPS" ""
        meaning: "Windows setup cannot reach the identity provider.",
        for_user: "Your computer cannot reach the service. Check the network, then try again.",
        fix: "Open the addresses of the sign-in service in proxy and firewall.";
}
