#include "app/core/problem.h"

#include <QCoreApplication>

namespace sotto::core {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Problem", text);
}

} // namespace

QString explain(const Problem& problem)
{
    switch (problem.kind) {
    case ProblemKind::EmptyText:
        return tr("There is nothing to send yet. Write something first.");
    case ProblemKind::TextTooLong:
        return tr("This message is too long. Split it, or send it as a file.");
    case ProblemKind::NotText:
        return tr("This is not text that can be sent. It is not valid UTF-8.");
    case ProblemKind::NameEmpty:
        return tr("A name needs at least one letter.");
    case ProblemKind::NameTooLong:
        return tr("This name is too long. Shorten it a little.");
    case ProblemKind::PictureTooLarge:
        return tr("This picture is too large. Choose a smaller one.");
    case ProblemKind::HoldsPhrase:
        return tr("This looks like your twelve words. Sotto does not send them to anybody. Whoever "
                  "asks for them wants your account.");
    case ProblemKind::AddressBroken:
        return tr("This is not a relay's address. It begins with sotto:// and is usually copied "
                  "whole.");
    case ProblemKind::LinkBroken:
        return tr("This link is not complete. A part is missing, often the end. Ask for it again, "
                  "or scan the code.");
    case ProblemKind::LinkIsAddress:
        return tr("This is the address of a relay, not an invite. Ask for an invite link.");
    case ProblemKind::InviteUsed:
        return tr("This invite has been used. Ask for a new one.");
    case ProblemKind::InviteEnded:
        return tr("This invite has ended. Ask for a new one.");
    case ProblemKind::InviteForeign:
        return tr("This invite cannot be read. It was changed on the way, or the relay shows "
                  "another one. Ask for a new one.");
    case ProblemKind::InviteOwn:
        return tr("This is your own invite. Send it to somebody you want to talk to.");
    case ProblemKind::TooManyInvites:
        return tr("Too many invites are waiting. Withdraw some of them first.");
    case ProblemKind::AlreadyContact:
        return tr("You are in touch with this person already.");
    case ProblemKind::PersonBlocked:
        return tr("You blocked this person. Unblock them first if you want to write.");
    case ProblemKind::NoSuchContact:
        return tr("There is no such contact here.");
    case ProblemKind::NoSuchMessage:
        return tr("This message is not here any more.");
    case ProblemKind::NotAccepted:
        return tr("Accept the request first, then you can write.");
    case ProblemKind::SendingHeld:
        return tr("Sending is paused here. What you write is kept until you decide.");
    case ProblemKind::RelayUnreachable:
        return tr("The relay cannot be reached. What you did is kept, and Sotto tries again by "
                  "itself.");
    case ProblemKind::RelayRefused:
        return tr("The relay refused this. Try again later, or ask who runs it.");
    case ProblemKind::RelayWrong:
        return tr("This is not the relay you know. It answers at the same address with another "
                  "identity. Sotto does not talk to it.");
    case ProblemKind::DiskFull:
        return tr("The disk is full. Nothing is lost; make some room, then try again.");
    case ProblemKind::DatabaseDamaged:
        return tr("Sotto's database on this computer is damaged. It was left as it is, so that "
                  "nothing more is lost.");
    case ProblemKind::Io:
        return tr("This computer refused to read or write Sotto's files. Check the disk and the "
                  "folder's permissions, then try again.");
    case ProblemKind::OutOfMemory:
        return tr("There is not enough memory for this. Close other programs, then try again.");
    case ProblemKind::ProfileInUse:
        return tr("Another program is using this profile. Close it first.");
    case ProblemKind::WrongPassphrase:
        return tr("That is not the password.");
    case ProblemKind::PassphraseNeeded:
        return tr("This profile is locked with a password.");
    case ProblemKind::KeychainLocked:
        return tr("The system's keychain is locked. Unlock it, then try again.");
    case ProblemKind::KeychainMissing:
        return tr("The key of this profile is not in the system's keychain any more.");
    case ProblemKind::NewerVersion:
        return tr("A newer version of Sotto made this profile. Update Sotto to open it.");
    case ProblemKind::NoAccount:
        return tr("There is no account in this profile yet.");
    case ProblemKind::AccountExists:
        return tr("This profile has an account already.");
    case ProblemKind::PhraseWrong:
        return tr(
            "These words do not belong together. Each is on the list, but one is wrong or two "
            "are swapped. Compare them with your paper.");
    case ProblemKind::NoRecord:
        return tr(
            "No account with these words at this relay. If you used another relay or an extra "
            "passphrase, add it.");
    case ProblemKind::PhraseReplaced:
        return tr("These words have been replaced by newer ones. Use those.");
    case ProblemKind::RecordBroken:
        return tr(
            "What the relay keeps for your account is damaged, or not the newest. Nothing was "
            "changed. Try again later, or add this device while another one of yours is "
            "online.");
    case ProblemKind::RecordNewer:
        return tr("A newer version of Sotto wrote what the relay keeps for your account. Update "
                  "Sotto, then try again.");
    case ProblemKind::AccountBehind:
        return tr("The relay does not show all of your account yet. Start Sotto on another device "
                  "of yours, then try again.");
    case ProblemKind::AccountForked:
        return tr("Your devices, or the relay, contradict each other about your account. Nothing "
                  "was changed. Look at the devices that you still have.");
    case ProblemKind::TooManyDevices:
        return tr("Your account has as many devices as it can have. Remove one first.");
    case ProblemKind::ClockWrong:
        return tr("This computer's clock seems to be wrong. Set it, then try again.");
    case ProblemKind::TriesSpent:
        return tr("Next try in 30 seconds.");
    case ProblemKind::LinkInterrupted:
        return tr("Another device was added at the same moment. Type your words once more.");
    case ProblemKind::DeviceCopied:
        return tr("Sotto's data on this computer was copied, or brought back from a backup, and is "
                  "in use in another place. To keep your messages safe, nothing is sent from here "
                  "any more. Set this device up again with your twelve words.");
    case ProblemKind::VaultForked:
        return tr("Your devices, or the relay, contradict each other about your history. What is "
                  "on this computer was not changed. Look at your devices, and remove the ones "
                  "that you do not know.");
    case ProblemKind::VaultBroken:
        return tr("The relay shows changed pieces of your history. They were not used. What is on "
                  "this computer was not changed.");
    case ProblemKind::VaultBehind:
        return tr("The relay does not show all that your devices have saved there. What you "
                  "see may be out of date. Nothing on this computer was removed.");
    case ProblemKind::NoSuchDevice:
        return tr("That device is not part of your account any more.");
    case ProblemKind::DeviceShutOut:
        return tr("Another of your devices has shut this one out: nobody takes messages from here. "
                  "If you did not do that, use your twelve words on a device of yours.");
    case ProblemKind::NotSenior:
        return tr("Only a device that was here before can do this.");
    case ProblemKind::WordsNeeded:
        return tr("This needs your twelve words.");
    case ProblemKind::WordsWrong:
        return tr("These are twelve words, but not those of this account.");
    case ProblemKind::AlarmGone:
        return tr("This was answered already, perhaps on another device of yours.");
    case ProblemKind::NoStampRelay:
        return tr("No relay can vouch for the waiting time yet. Connect to your relay, then try "
                  "again with your twelve words.");
    case ProblemKind::ChangePending:
        return tr("The same change is waiting already. Stop that one first.");
    case ProblemKind::NotDue:
        return tr("The two weeks are not over yet. Until then the new words do nothing.");
    case ProblemKind::Cancelled:
        return tr("This was stopped before it was done.");
    case ProblemKind::ExportRunning:
        return tr("An export or a backup is running. Wait until it is done, or stop it.");
    case ProblemKind::FileExists:
        return tr("There is a file of this name already. Choose another name.");
    case ProblemKind::FileNotWritten:
        return tr("This could not be written there. Choose another folder.");
    case ProblemKind::NoWords:
        return tr("This account has no twelve words yet. For a backup, write them down first. "
                  "To delete the account, none are needed.");
    case ProblemKind::NoBackup:
        return tr("This file is not a backup of Sotto. Choose another one.");
    case ProblemKind::BackupNewer:
        return tr("This backup was made by a newer version of Sotto. Update Sotto to read it.");
    case ProblemKind::BackupBroken:
        return tr("This backup is damaged: it was changed, or its end is missing. Use another "
                  "copy of it.");
    case ProblemKind::WordsOpenNothing:
        return tr(
            "These words do not open this backup. It was made for other words: if yours are newer "
            "than the backup, type the older ones.");
    case ProblemKind::BackupForeign:
        return tr(
            "This backup is of another account. It can be taken in only where that account is.");
    case ProblemKind::Internal:
        return tr("That did not work. Try again.");
    }
    return {};
}

const char* nameOf(ProblemKind kind)
{
    switch (kind) {
    case ProblemKind::EmptyText:
        return "empty-text";
    case ProblemKind::TextTooLong:
        return "text-too-long";
    case ProblemKind::NotText:
        return "not-text";
    case ProblemKind::NameEmpty:
        return "name-empty";
    case ProblemKind::NameTooLong:
        return "name-too-long";
    case ProblemKind::PictureTooLarge:
        return "picture-too-large";
    case ProblemKind::HoldsPhrase:
        return "holds-phrase";
    case ProblemKind::AddressBroken:
        return "address-broken";
    case ProblemKind::LinkBroken:
        return "link-broken";
    case ProblemKind::LinkIsAddress:
        return "link-is-address";
    case ProblemKind::InviteUsed:
        return "invite-used";
    case ProblemKind::InviteEnded:
        return "invite-ended";
    case ProblemKind::InviteForeign:
        return "invite-foreign";
    case ProblemKind::InviteOwn:
        return "invite-own";
    case ProblemKind::AlreadyContact:
        return "already-contact";
    case ProblemKind::TooManyInvites:
        return "too-many-invites";
    case ProblemKind::PersonBlocked:
        return "person-blocked";
    case ProblemKind::NoSuchContact:
        return "no-such-contact";
    case ProblemKind::NoSuchMessage:
        return "no-such-message";
    case ProblemKind::NotAccepted:
        return "not-accepted";
    case ProblemKind::SendingHeld:
        return "sending-held";
    case ProblemKind::RelayUnreachable:
        return "relay-unreachable";
    case ProblemKind::RelayRefused:
        return "relay-refused";
    case ProblemKind::RelayWrong:
        return "relay-wrong";
    case ProblemKind::DiskFull:
        return "disk-full";
    case ProblemKind::DatabaseDamaged:
        return "database-damaged";
    case ProblemKind::Io:
        return "io";
    case ProblemKind::OutOfMemory:
        return "out-of-memory";
    case ProblemKind::ProfileInUse:
        return "profile-in-use";
    case ProblemKind::WrongPassphrase:
        return "wrong-passphrase";
    case ProblemKind::PassphraseNeeded:
        return "passphrase-needed";
    case ProblemKind::KeychainLocked:
        return "keychain-locked";
    case ProblemKind::KeychainMissing:
        return "keychain-missing";
    case ProblemKind::NewerVersion:
        return "newer-version";
    case ProblemKind::NoAccount:
        return "no-account";
    case ProblemKind::AccountExists:
        return "account-exists";
    case ProblemKind::PhraseWrong:
        return "phrase-wrong";
    case ProblemKind::NoRecord:
        return "no-record";
    case ProblemKind::PhraseReplaced:
        return "phrase-replaced";
    case ProblemKind::RecordBroken:
        return "record-broken";
    case ProblemKind::RecordNewer:
        return "record-newer";
    case ProblemKind::AccountBehind:
        return "account-behind";
    case ProblemKind::AccountForked:
        return "account-forked";
    case ProblemKind::TooManyDevices:
        return "too-many-devices";
    case ProblemKind::ClockWrong:
        return "clock-wrong";
    case ProblemKind::TriesSpent:
        return "tries-spent";
    case ProblemKind::LinkInterrupted:
        return "link-interrupted";
    case ProblemKind::DeviceCopied:
        return "device-copied";
    case ProblemKind::VaultForked:
        return "vault-forked";
    case ProblemKind::VaultBroken:
        return "vault-broken";
    case ProblemKind::VaultBehind:
        return "vault-behind";
    case ProblemKind::NoSuchDevice:
        return "no-such-device";
    case ProblemKind::DeviceShutOut:
        return "device-shut-out";
    case ProblemKind::NotSenior:
        return "not-senior";
    case ProblemKind::WordsNeeded:
        return "words-needed";
    case ProblemKind::WordsWrong:
        return "words-wrong";
    case ProblemKind::AlarmGone:
        return "alarm-gone";
    case ProblemKind::NoStampRelay:
        return "no-stamp-relay";
    case ProblemKind::ChangePending:
        return "change-pending";
    case ProblemKind::NotDue:
        return "not-due";
    case ProblemKind::Cancelled:
        return "cancelled";
    case ProblemKind::ExportRunning:
        return "export-running";
    case ProblemKind::FileExists:
        return "file-exists";
    case ProblemKind::FileNotWritten:
        return "file-not-written";
    case ProblemKind::NoWords:
        return "no-words";
    case ProblemKind::NoBackup:
        return "no-backup";
    case ProblemKind::BackupNewer:
        return "backup-newer";
    case ProblemKind::BackupBroken:
        return "backup-broken";
    case ProblemKind::WordsOpenNothing:
        return "words-open-nothing";
    case ProblemKind::BackupForeign:
        return "backup-foreign";
    case ProblemKind::Internal:
        return "internal";
    }
    return "internal";
}

} // namespace sotto::core
