#pragma once

#include "crypto/objects/object_version.h"

namespace sotto::crypto {

/// One request to change an object: changes of its key list, a new version, or both in one. Who
/// strikes a key sends the next version with it, so that no moment passes in which the newest
/// version is by a struck signer and readers refuse it.
struct ObjectUpdate
{
    std::vector<ByteView> listChanges;
    /// Empty for an update of the list alone; then there is no body either.
    ByteView signedHeader;
    ByteView body;
};

/// Why a relay refused an update, of which it took nothing.
struct UpdateError
{
    enum class Kind : std::uint8_t
    {
        Empty,    ///< neither changes nor a version
        List,     ///< `list` says why
        Version,  ///< `version` says why
        Conflict, ///< another device was first: fetch list and version, and try again
    };

    Kind kind = Kind::Empty;
    ListError list = ListError::Malformed;
    VersionError version = VersionError::Malformed;

    UpdateError(Kind what = Kind::Empty) // NOLINT(google-explicit-constructor)
        : kind(what)
    {}
    UpdateError(ListError error) // NOLINT(google-explicit-constructor)
        : kind(error == ListError::Conflict ? Kind::Conflict : Kind::List)
        , list(error)
    {}
    UpdateError(VersionError error) // NOLINT(google-explicit-constructor)
        : kind(error == VersionError::UnknownList ? Kind::Conflict : Kind::Version)
        , version(error)
    {}
    bool operator==(const UpdateError&) const = default;
};

/// What a relay judges a card, recovery record or vault by. The bytes of list changes, headers and
/// bodies are the store's to keep (superseded ones for 30 days). PROTOCOL.md section 4.3.
class VersionedObject
{
public:
    /// The first update: its first list change is the creation. The object must not exist yet.
    [[nodiscard]] static Result<VersionedObject, UpdateError> create(const ObjectUpdate& update);
    /// Compare-and-set of list and version at once: all of the update or nothing.
    [[nodiscard]] Result<void, UpdateError> update(const ObjectUpdate& update);

    [[nodiscard]] const KeyList& list() const { return m_list; }
    /// Number 0 before the first version.
    [[nodiscard]] const SeenVersion& newest() const { return m_newest; }

    /// u8 version = 1; u64 number; u8 hash[32]; bytes32 KeyListState.
    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] static Result<VersionedObject, ParseError> parse(ByteView stored);

    bool operator==(const VersionedObject&) const = default;

private:
    VersionedObject(KeyList list, const SeenVersion& newest)
        : m_list(std::move(list))
        , m_newest(newest)
    {}
    [[nodiscard]] static Result<SeenVersion, UpdateError>
    judgeVersion(const ObjectUpdate& update, const KeyList& list, const SeenVersion& newest);

    KeyList m_list;
    SeenVersion m_newest;
};

} // namespace sotto::crypto
