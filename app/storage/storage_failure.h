#pragma once

#include <cstdint>
#include <stdexcept>

namespace sotto::storage {

/// Why the database cannot go on. What was committed before is still there.
enum class FailureKind : std::uint8_t
{
    DiskFull,
    Damaged, ///< a page does not authenticate, or its content breaks the schema
    Io,      ///< the system refused to read or write
};

/// Thrown by every statement: a full disk or a broken one is exhaustion, not an answer. Whoever
/// catches it rolls back and forgets all state in memory that the transaction was to store.
class StorageFailure : public std::runtime_error
{
public:
    StorageFailure(FailureKind kind, const char* technical)
        : std::runtime_error(technical)
        , m_kind(kind)
    {}
    [[nodiscard]] FailureKind kind() const { return m_kind; }

private:
    FailureKind m_kind;
};

} // namespace sotto::storage
