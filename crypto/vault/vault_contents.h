#pragma once

#include "crypto/vault/vault_reader.h"

#include <set>

namespace sotto::crypto {

/// Which contents were rightly taken away: a record without content needs a tombstone that names
/// it, in any chain. Filled while reading; what is left at the end was taken away by the relay.
class Deletions
{
public:
    void add(const AcceptedRecord& record);
    [[nodiscard]] const std::set<RecordHash>& tombstones() const { return m_deleted; }
    /// Records whose content is gone though nobody deleted it.
    [[nodiscard]] std::vector<RecordHash> unexplained() const;

private:
    std::set<RecordHash> m_deleted;
    std::set<RecordHash> m_stripped;
};

/// One of the contents that were written under the same type and identifier.
struct StoredPut
{
    RecordHash hash;
    RecordHash replaces; ///< of the PutRecord; zero for none
    ByteView content;
};

/// The places in @p sameName of what stands under that name: contents that nothing replaces and
/// nothing in @p deleted took away, ascending by hash, of equal ones the first. More than one is a
/// conflict: keep all, and flag them. It depends on what has been read, not on the order of
/// reading: an edit may come before what it edits.
[[nodiscard]] std::vector<std::size_t> standing(std::span<const StoredPut> sameName,
                                                const std::set<RecordHash>& deleted);

} // namespace sotto::crypto
