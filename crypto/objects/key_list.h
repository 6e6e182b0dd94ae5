#pragma once

#include "crypto/objects/key_list_change.h"

#include <span>
#include <vector>

namespace sotto::crypto {

/// Keys that a list ever holds. As many as a device log holds devices; struck ones count, because
/// they keep their places.
inline constexpr std::size_t kListKeysMax = 256;
/// Changes of a list: 256 keys come, 256 go, and the rest is for new phrases, twice a month for
/// twenty years.
inline constexpr std::uint32_t kListChangesMax = 1024;
/// So often a key proposes a root, ever: a stolen device, which could propose and veto without end,
/// leaves room for what the phrase and the other devices do.
inline constexpr std::uint8_t kRootProposalsMax = 8;
/// As KeyList::serialize() writes it, at its largest: a card's or vault's with a proposed root, 256
/// keys and 1024 changes (a recovery record's has 43,110: a fetch key, and never a proposal).
inline constexpr std::size_t kKeyListBytesMax = 43'374;

/// Why a change was refused; nothing of its batch was taken.
enum class ListError : std::uint8_t
{
    Malformed,     ///< not the layout
    NotCreation,   ///< a list begins with its creation, and has only one
    OtherObject,   ///< made for another object
    OtherRoot,     ///< not created by the root that the reader expects
    Conflict,      ///< not the next number behind the present head: fetch the list again
    Full,          ///< kListKeysMax or kListChangesMax is reached: make a new object
    UnknownSigner, ///< no key of this list
    StruckSigner,  ///< a key that was struck from it
    NotPermitted,  ///< only the root appends, replaces the root or deletes; no key strikes an
                   ///< older one
    UnknownTarget, ///< no key of this list
    AlreadyStruck, ///< the target was struck before
    KeyReused,     ///< a key that stands in this list already
    BadSignature,  ///< not by the signer that it names
    BadPossession, ///< the key that it names is not held by who names it
    Deletion,      ///< it ends the object: no list takes it, checkDeletion() judges it
    RootPending,   ///< another root is proposed already: it is to be vetoed first
    NotProposed,   ///< no root is proposed, or another key has done it
};

/// What a reader knows of a list beforehand: from its own phrase, or from the contact's card.
struct ListOrigin
{
    ObjectKind kind = ObjectKind::Card;
    ObjectId object;
    SigningPublicKey root; ///< the first one: a later one follows from it
};

/// A root that a listed key wants in the place of the present one.
struct ProposedRoot
{
    SigningPublicKey root;
    ListIndex by = 0;
    std::uint32_t number = 0; ///< of the change that proposes it
    bool operator==(const ProposedRoot&) const = default;
};

/// Who may write one object, verified change by change from the creation. The root is a key of the
/// phrase; each other key is one device's, random, and nowhere else in use. Only the root appends;
/// a key strikes itself and those behind it; the root strikes any. A key replaces the root slowly:
/// it proposes, every other one may veto, and the relay says when it may commit (VersionedObject).
/// PROTOCOL.md section 4.1.
class KeyList
{
public:
    /// The list that a creation begins: for a relay, which expects no particular root.
    [[nodiscard]] static Result<KeyList, ListError> create(ByteView creation);
    /// Verifies a whole list from its creation.
    [[nodiscard]] static Result<KeyList, ListError> verify(const ListOrigin& expected,
                                                           std::span<const ByteView> changes);
    /// Takes further changes, all of them or none. Compare-and-set: each names the head before it.
    [[nodiscard]] Result<void, ListError> extend(std::span<const ByteView> changes);
    /// Whether @p change deletes the object, list and all: by the root, and behind the newest
    /// change. Malformed if it is another change.
    [[nodiscard]] Result<void, ListError> checkDeletion(ByteView change) const;

    [[nodiscard]] ObjectKind kind() const { return m_kind; }
    [[nodiscard]] const ObjectId& object() const { return m_object; }
    [[nodiscard]] const SigningPublicKey& root() const { return m_root; }
    /// Of a recovery record; null for others.
    [[nodiscard]] const SigningPublicKey* fetchKey() const
    {
        return m_fetchKey ? &*m_fetchKey : nullptr;
    }
    /// What may become the root; null if nothing is proposed.
    [[nodiscard]] const ProposedRoot* proposedRoot() const
    {
        return m_proposed ? &*m_proposed : nullptr;
    }
    /// The root, or one from which it follows, was committed by a listed key: not by a phrase that
    /// was in force before.
    [[nodiscard]] bool isRootCommitted() const { return m_isRootCommitted; }
    /// How often the key at that place may still propose a root.
    [[nodiscard]] int proposalsLeft(ListIndex index) const;
    /// The number of the newest change.
    [[nodiscard]] std::uint32_t number() const
    {
        return static_cast<std::uint32_t>(m_hashes.size() - 1);
    }
    [[nodiscard]] const ListHash& head() const { return m_hashes.back(); }
    /// The hash of an older (or the newest) change; null if there is none of that number.
    [[nodiscard]] const ListHash* hashOf(std::uint32_t number) const;
    /// How many keys the list ever held.
    [[nodiscard]] std::size_t size() const { return m_keys.size(); }
    /// The key at that place, struck or not; null beyond the end. kRootIndex gives the root.
    [[nodiscard]] const SigningPublicKey* keyAt(ListIndex index) const;
    /// True for the root and for a key that is listed and not struck.
    [[nodiscard]] bool mayWrite(ListIndex index) const;
    /// The same as it was behind the change of that number, with the present root.
    [[nodiscard]] bool couldWriteAt(ListIndex index, std::uint32_t number) const;
    /// Where a key stands that is not struck; a device finds its own place by it.
    [[nodiscard]] std::optional<ListIndex> find(const SigningPublicKey& key) const;

    ///     struct {
    ///         u8  version;            // 2 if a root was ever proposed, else 1
    ///         u8  kind; u8 object[32]; u8 root[32];
    ///         if (kind == 4) u8 fetch_key[32];
    ///         if (version == 2) {
    ///             u8 is_committed;
    ///             u8 has_proposed; if (has_proposed) { u8 proposed[32]; u16 by; u32 number; }
    ///         }
    ///         u16 key_count;
    ///         struct {
    ///             u8 key[32]; u32 added; u32 struck;          // change numbers; 0: not
    ///             if (version == 2) u8 proposals;
    ///         } keys[];
    ///         u16 change_count;
    ///         u8  hashes[32][];
    ///     } KeyListState;             // a relay's or client's own store, not exchanged
    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] static Result<KeyList, ParseError> parse(ByteView stored);

    /// The statement of the next change of this list, ready to be signed.
    [[nodiscard]] ListStatement next(ListIndex signer, ListChangeBody body) const;

    bool operator==(const KeyList&) const = default;

private:
    struct Entry
    {
        SigningPublicKey key;
        std::uint32_t added = 0;    ///< number of the change that appended it
        std::uint32_t struck = 0;   ///< that of the change that struck it; 0 if none did
        std::uint8_t proposals = 0; ///< of a root
        bool operator==(const Entry&) const = default;
    };

    KeyList() = default;
    [[nodiscard]] Result<void, ListError> judge(const ListChange& change) const;
    [[nodiscard]] Result<void, ListError> judgeBody(const ListStatement& statement) const;
    [[nodiscard]] Result<void, ListError> judgeStrike(const ListStatement& statement) const;
    [[nodiscard]] Result<void, ListError> judgeSlowRoot(const ListStatement& statement) const;
    void readSlowRoots(Reader& in);
    [[nodiscard]] bool isByListed(const ProposedRoot& proposal) const;
    [[nodiscard]] bool hasSlowRoots() const;
    [[nodiscard]] bool isListed(const SigningPublicKey& key) const;
    void apply(const ListChange& change);

    ObjectKind m_kind = ObjectKind::Card;
    ObjectId m_object;
    SigningPublicKey m_root;
    std::optional<SigningPublicKey> m_fetchKey;
    std::optional<ProposedRoot> m_proposed;
    bool m_isRootCommitted = false;
    std::vector<Entry> m_keys;
    std::vector<ListHash> m_hashes; ///< of all changes, the creation's first
};

/// The changes as they are sent and kept: u8 version = 1; u16 count (at most kListChangesMax);
/// bytes16 changes[count]. Judges nothing.
[[nodiscard]] Bytes serializeChanges(std::span<const ByteView> changes);
/// Views into @p serialized.
[[nodiscard]] Result<std::vector<ByteView>, ParseError> splitChanges(ByteView serialized);

/// A creation, signed by its root; @p fetchKey for a recovery record, and only there.
[[nodiscard]] Bytes createKeyList(ObjectKind kind, const ObjectId& object, const SigningKey& root,
                                  const SigningKey* fetchKey = nullptr);
/// The next change of @p list. They sign what they are told to; extend() judges it.
[[nodiscard]] Bytes appendKey(const KeyList& list, const SigningKey& root, const SigningKey& added);
[[nodiscard]] Bytes strikeKey(const KeyList& list, ListIndex signerIndex, const SigningKey& signer,
                              ListIndex target);
[[nodiscard]] Bytes replaceRoot(const KeyList& list, const SigningKey& root,
                                const SigningKey& newRoot);
/// Of a root in the place of one that nobody has any more.
[[nodiscard]] Bytes proposeRoot(const KeyList& list, ListIndex signerIndex,
                                const SigningKey& signer, const SigningKey& newRoot);
[[nodiscard]] Bytes commitRoot(const KeyList& list, ListIndex signerIndex,
                               const SigningKey& signer);
[[nodiscard]] Bytes vetoRoot(const KeyList& list, ListIndex signerIndex, const SigningKey& signer);

} // namespace sotto::crypto
