#include "app/core/base/storage_problem.h"

namespace sotto::core {

Problem problemOf(storage::LockError error)
{
    switch (error) {
    case storage::LockError::InUse:
        return {ProblemKind::ProfileInUse, "another program holds the profile's lock"};
    case storage::LockError::NotAllowed:
        return {ProblemKind::Io, "the profile's folder cannot be made or written"};
    }
    return {};
}

Problem problemOf(storage::KeyError error)
{
    switch (error) {
    case storage::KeyError::WrongPassphrase:
        return {ProblemKind::WrongPassphrase, "the key file does not open"};
    case storage::KeyError::Damaged:
        return {ProblemKind::DatabaseDamaged, "the key file is damaged"};
    case storage::KeyError::NewerVersion:
        return {ProblemKind::NewerVersion, "the key file is of a later version"};
    case storage::KeyError::OutOfMemory:
        return {ProblemKind::OutOfMemory, "no memory for Argon2id"};
    case storage::KeyError::Io:
        return {ProblemKind::Io, "the key file cannot be read or written"};
    }
    return {};
}

Problem problemOf(storage::OpenError error)
{
    switch (error) {
    case storage::OpenError::WrongKey:
        return {ProblemKind::DatabaseDamaged, "the database does not open with its key"};
    case storage::OpenError::Damaged:
        return {ProblemKind::DatabaseDamaged, "the database's content breaks its schema"};
    case storage::OpenError::NewerVersion:
        return {ProblemKind::NewerVersion, "the database is of a later version"};
    case storage::OpenError::DiskFull:
        return {ProblemKind::DiskFull, "the disk is full"};
    case storage::OpenError::NotReadable:
        return {ProblemKind::Io, "the database cannot be read or written"};
    }
    return {};
}

Problem problemOf(const storage::StorageFailure& failure)
{
    switch (failure.kind()) {
    case storage::FailureKind::DiskFull:
        return {ProblemKind::DiskFull, failure.what()};
    case storage::FailureKind::Damaged:
        return {ProblemKind::DatabaseDamaged, failure.what()};
    case storage::FailureKind::Io:
        return {ProblemKind::Io, failure.what()};
    }
    return {};
}

} // namespace sotto::core
