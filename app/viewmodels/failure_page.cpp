#include "app/viewmodels/failure_page.h"

#include <QCoreApplication>

namespace sotto::viewmodels {

namespace {

using Action = App::FailureAction;
using core::ProblemKind;

QString tr(const char* text)
{
    return QCoreApplication::translate("Failure", text);
}

} // namespace

FailurePage failurePage(ProblemKind kind)
{
    switch (kind) {
    case ProblemKind::ProfileInUse:
        return {
            tr("Sotto is already open."),
            tr("Another program uses this profile, perhaps sotto-cli. Close it, then try again."),
            Action::TryAgain};
    case ProblemKind::KeychainLocked:
        return {
            tr("The keychain is locked."),
            tr("It holds the key to your messages. Unlock it, then try again. Nothing is lost."),
            Action::OpenKeychain};
    case ProblemKind::KeychainMissing:
        return {tr("The keychain does not have the key."),
                tr("Your messages are still here, but the key to them was in the keychain of the "
                   "system. Log in as you did before, or bring the old keychain back. Nothing was "
                   "changed."),
                Action::TryAgain};
    case ProblemKind::DatabaseDamaged:
    case ProblemKind::WrongPassphrase:
        return {
            tr("Your messages cannot be read."),
            tr("The file that holds them is damaged, or is another one than before. Nothing was "
               "changed in it. If you have a copy of the folder, put it back."),
            Action::ShowFolder};
    case ProblemKind::NewerVersion:
        return {tr("This profile is from a newer Sotto."),
                tr("It was opened with a later version. Update Sotto, then open it again. Nothing "
                   "was changed."),
                Action::UpdateSotto};
    case ProblemKind::DiskFull:
        return {tr("The disk is full."),
                tr("Sotto stopped before anything was lost. Make some room, then try again."),
                Action::TryAgain};
    case ProblemKind::Io:
        return {
            tr("The folder of this profile cannot be used."),
            tr("The system does not let Sotto read or write it. Check whether the disk is there "
               "and the folder is yours."),
            Action::ShowFolder};
    case ProblemKind::OutOfMemory:
        return {tr("There is not enough memory."), tr("Close other programs, then try again."),
                Action::TryAgain};
    default:
        break;
    }
    return {tr("Sotto could not go on."), tr("Nothing was lost. Try again."), Action::TryAgain};
}

core::Problem problemOf(storage::OpenError error)
{
    switch (error) {
    case storage::OpenError::WrongKey:
        return {ProblemKind::DatabaseDamaged, "wrong key"};
    case storage::OpenError::Damaged:
        return {ProblemKind::DatabaseDamaged, "schema"};
    case storage::OpenError::NewerVersion:
        return {ProblemKind::NewerVersion, {}};
    case storage::OpenError::DiskFull:
        return {ProblemKind::DiskFull, {}};
    case storage::OpenError::NotReadable:
        break;
    }
    return {ProblemKind::Io, "database"};
}

core::Problem problemOf(storage::LockError error)
{
    return error == storage::LockError::InUse ? core::Problem{ProblemKind::ProfileInUse, {}}
                                              : core::Problem{ProblemKind::Io, "folder"};
}

core::Problem problemOf(storage::FailureKind kind)
{
    switch (kind) {
    case storage::FailureKind::DiskFull:
        return {ProblemKind::DiskFull, {}};
    case storage::FailureKind::Damaged:
        return {ProblemKind::DatabaseDamaged, {}};
    case storage::FailureKind::Io:
        break;
    }
    return {ProblemKind::Io, "reading"};
}

} // namespace sotto::viewmodels
