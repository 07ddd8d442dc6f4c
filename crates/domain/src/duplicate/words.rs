//! The cases of the catalogue, how sure a finding is, and what is right to do.

use crate::words::words;

words! {
    /// Why records look like duplicates: the catalogue of [`crate::duplicate`], by its published code.
    Case, "case" {
        /// Joined while automatic enrollment did not reach its user, then enrolled separately.
        SeparateEnrollment = "D1", "Joined, then enrolled separately";
        /// Registered first, joined to the domain later.
        DualState = "D2", "Registered and hybrid joined";
        /// Several users of one device each registered it.
        PerUserRegistration = "D3", "One registration per user";
        /// Left and joined again, each time with a new object.
        RejoinLoop = "D4", "Joined again and again";
        /// Installed anew and enrolled again.
        Reinstalled = "D5", "Reinstalled and enrolled again";
        /// Registered with Autopilot and not used yet.
        AutopilotPlaceholder = "D6", "Waiting for Autopilot";
        /// Autopilot's own object beside the synchronised one.
        AutopilotHybrid = "D7", "Autopilot and hybrid joined";
        /// Configuration Manager's row beside the management service's.
        CoManagement = "D8", "ConfigMgr beside MDM";
        /// Another serial number after a repair.
        NewMainboard = "D9", "Mainboard replaced";
        /// Two machines with one identity.
        ClonedIdentity = "D10", "Two machines, one identity";
        /// Session hosts that are rebuilt under the same names.
        SessionHosts = "D11", "Rebuilt session hosts";
        /// Synchronised anew and waiting for its registration.
        PendingAgain = "D12", "Synchronised again, pending";
        /// A serial number that is none.
        PlaceholderSerial = "D13", "Placeholder serial number";
        /// One device under two names, or two devices under one.
        Renamed = "D14", "Renamed";
        /// The address of a dock or an adapter.
        SharedAddress = "D15", "Shared hardware address";
    }
}

words! {
    /// How sure it is that a finding's case is the right one.
    Confidence, "confidence" {
        /// An identifier of the hardware or of the directory says so.
        Certain = "certain", "Certain";
        /// Name, model and user agree; no identifier does.
        Likely = "likely", "Likely";
        /// Only the name, or something as weak, agrees.
        Possible = "possible", "Possible";
    }
}

words! {
    /// What is right to do about a finding.
    Handling, "action" {
        /// Make the records one device; nothing forbids it.
        Merge = "merge", "Merge";
        /// Tell the user what to do.
        Advise = "advise", "Advise the user";
        /// Leave it alone, or look at it yourself.
        Leave = "none", "Leave alone";
        /// They are different machines and need identities of their own.
        Split = "split", "Split";
    }
}

/// Why records of different machines are never merged.
pub(super) const DIFFERENT_MACHINES: &str = "These records are about different machines. Merging them would hide one of them, so it cannot be done.";

impl Case {
    /// Why records of this case are never merged, for a person; `None` if somebody may merge them. `otherwise` is what is
    /// right to do if they cannot be merged.
    #[must_use]
    pub fn never_merged(self, otherwise: Handling) -> Option<&'static str> {
        match self {
            Self::SeparateEnrollment if otherwise == Handling::Advise => Some(
                "The joined device has not come under management yet. Send the user the instructions first; the records can be merged when it has.",
            ),
            Self::PerUserRegistration => Some(
                "Each person who uses the device needs a registration of their own. Leave them as they are.",
            ),
            Self::AutopilotPlaceholder | Self::AutopilotHybrid => {
                Some("Autopilot needs these objects. Leave them as they are.")
            }
            Self::CoManagement => {
                Some("These rows become one by themselves. Leave them as they are.")
            }
            Self::PendingAgain => {
                Some("The new object waits for the device to register again. Leave it as it is.")
            }
            Self::ClonedIdentity
            | Self::SessionHosts
            | Self::PlaceholderSerial
            | Self::SharedAddress => Some(DIFFERENT_MACHINES),
            Self::SeparateEnrollment
            | Self::DualState
            | Self::RejoinLoop
            | Self::Reinstalled
            | Self::NewMainboard
            | Self::Renamed => None,
        }
    }

    /// What happened, in a sentence or two.
    #[must_use]
    pub fn cause(self) -> &'static str {
        match self {
            Self::SeparateEnrollment => {
                "The device joined the organisation while automatic enrollment did not include its user. Later the user enrolled it separately, and that made a second record."
            }
            Self::DualState => {
                "The user registered the device first. Later it joined the domain, and the directory got a second object for it. Windows uses the joined one."
            }
            Self::PerUserRegistration => {
                "Several people use this device, and each added a work account. The directory keeps one object for each of them."
            }
            Self::RejoinLoop => {
                "The device left the organisation and joined again, more than once. Each time the directory made a new object."
            }
            Self::Reinstalled => {
                "Windows was reset or installed anew, and the device enrolled again. The hardware is the same; the ids are new."
            }
            Self::AutopilotPlaceholder => {
                "The device is registered with Autopilot and has not been set up yet. The directory keeps a place for it under its serial number."
            }
            Self::AutopilotHybrid => {
                "Autopilot keeps one object for the device, and the domain synchronised another one. Both belong there."
            }
            Self::CoManagement => {
                "Configuration Manager and the management service each report the device. The two rows become one by themselves, usually within 48 hours."
            }
            Self::NewMainboard => {
                "Name, user and wireless adapter are the same, the serial number is not: the mainboard was probably replaced."
            }
            Self::ClonedIdentity => {
                "Two machines use one identity: an image or a virtual machine was copied. Each overwrites what the other reports."
            }
            Self::SessionHosts => {
                "These session hosts are rebuilt from an image, and every rebuild leaves an object behind."
            }
            Self::PendingAgain => {
                "The directory's synchronisation removed the object and made a new one, which waits for the device to register again."
            }
            Self::PlaceholderSerial => {
                "Different machines report the same serial number, because their maker never wrote a real one."
            }
            Self::Renamed => {
                "A name misleads: one device is kept under two names, or two devices have the same name."
            }
            Self::SharedAddress => {
                "Different machines were seen with the same wired address: that of a dock or an adapter that goes around."
            }
        }
    }
}
