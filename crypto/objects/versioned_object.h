#pragma once

#include "crypto/base/timestamp.h"
#include "crypto/objects/object_version.h"

namespace sotto::crypto {

/// How long after its proposal a root may take the place of one that nobody has any more. As long
/// as a slow change of the device log, to which it belongs.
inline constexpr Duration kRootDelay = Duration::days(14);

/// One request to change an object: changes of its key list, a new version, or both in one. Who
/// strikes a key sends the next version with it, so that no moment passes in which the newest
/// version is by a struck signer and readers refuse it.
struct ObjectUpdate
{
    std::vector<ByteView> listChanges;
    /// Empty for an update of the list alone; then there is no body either.
    ByteView signedHeader;
    ByteView body;
    /// With the creation: how many changes the list has where it comes from, if these are more than
    /// one update holds. Those that follow are no news.
    std::uint32_t listLength = 0;
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
        TooEarly, ///< a root is committed less than kRootDelay after it was proposed
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
    /// The first update: its first list change is the creation. The object must not exist yet. A
    /// list that comes whole, from another relay, is taken with all roots that it ever had.
    [[nodiscard]] static Result<VersionedObject, UpdateError> create(const ObjectUpdate& update,
                                                                     Timestamp now);
    /// Compare-and-set of list and version at once: all of the update or nothing.
    [[nodiscard]] Result<void, UpdateError> update(const ObjectUpdate& update, Timestamp now);

    [[nodiscard]] const KeyList& list() const { return m_list; }
    /// Number 0 before the first version.
    [[nodiscard]] const SeenVersion& newest() const { return m_newest; }

    ///     struct {
    ///         u8  version;            // 1 if the next two are zero, else 2
    ///         u64 number; u8 hash[32];
    ///         if (version == 2) u64 proposed; // when the relay took the list's proposed root
    ///         if (version == 2) u32 arriving; // changes of the list, until all of them came
    ///         bytes32 list;           // KeyListState
    ///     } VersionedObjectState;
    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] static Result<VersionedObject, ParseError> parse(ByteView stored);

    bool operator==(const VersionedObject&) const = default;

private:
    /// When the proposed root of the extended list was proposed.
    [[nodiscard]] Result<Timestamp, UpdateError>
    extend(KeyList& list, std::span<const ByteView> changes, Timestamp now) const;
    VersionedObject(KeyList list, const SeenVersion& newest, Timestamp proposed,
                    std::uint32_t arriving)
        : m_list(std::move(list))
        , m_newest(newest)
        , m_proposed(proposed)
        , m_arriving(arriving)
    {}
    [[nodiscard]] static Result<SeenVersion, UpdateError>
    judgeVersion(const ObjectUpdate& update, const KeyList& list, const SeenVersion& newest);

    KeyList m_list;
    SeenVersion m_newest;
    Timestamp m_proposed; ///< when the list's proposed root was; zero if there is none
    std::uint32_t m_arriving = 0;
};

} // namespace sotto::crypto
