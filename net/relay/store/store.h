#pragma once

#include "crypto/base/timestamp.h"
#include "crypto/channel/eapi.h"
#include "crypto/objects/delivery_token.h"
#include "crypto/objects/versioned_object.h"
#include "net/wire/envelope_id.h"
#include "net/wire/token_hash.h"

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

/// What a relay keeps. One interface, so that a relay of several nodes can have another backend.
///
/// Writer's side: Store, called by one thread only, between begin() and commit(). A refusal is a
/// return value and changes nothing. A failure of the disk is a StoreFailure: everything since
/// begin() is then rolled back, in memory too, and the store is as it was and usable.
/// Reader's side: StoreReader, of another thread, sees what was committed.
namespace sotto::relay {

using crypto::Bytes;
using crypto::ByteView;
using crypto::MailboxId;
using crypto::ObjectId;
using crypto::ObjectKind;
using crypto::SigningPublicKey;
using crypto::Timestamp;

/// One envelope's bytes, shared by the store's queue and the connections that deliver it.
using SharedBytes = std::shared_ptr<const std::string>;

class StoreFailure : public std::runtime_error
{
public:
    enum class Kind : std::uint8_t
    {
        DiskFull, ///< also: over the operator's limit of bytes
        Broken,   ///< an I/O error or a damaged file; the text says which
    };
    StoreFailure(Kind kind, const std::string& text)
        : std::runtime_error(text)
        , m_kind(kind)
    {}
    [[nodiscard]] Kind kind() const { return m_kind; }

private:
    Kind m_kind;
};

// ---- mailbox -----------------------------------------------------------------------------------

struct MailboxLimits
{
    std::uint64_t envelopesMax = 20'000;
    std::uint64_t bytesMax = std::uint64_t{128} << 20;
    crypto::Duration ageMax = crypto::Duration::days(30);
};

enum class PostResult : std::uint8_t
{
    Stored,
    Known, ///< stored by an earlier post; nothing changed, and it is not delivered again
    QueueFull,
};

struct NewEnvelope
{
    wire::EnvelopeId id;
    SharedBytes bytes;
};

struct PostOutcome
{
    PostResult result = PostResult::QueueFull;
    std::uint64_t number = 0; ///< of a Stored one: one more than that of the mailbox's last
};

/// Where a pending envelope lies; only the same store's reader can use it.
struct PendingEnvelope
{
    std::uint64_t number = 0;
    std::int64_t row = 0;
    std::uint32_t bytes = 0;
};

struct MailboxPosition
{
    std::uint64_t acknowledged = 0;
    std::uint64_t newest = 0;  ///< number of the newest envelope ever; 0 if there was none
    std::uint64_t expired = 0; ///< how many were never acknowledged
};

struct TokenCount
{
    crypto::DeliveryTokenHash hash;
    std::uint64_t envelopes = 0;
};

enum class PutBundleResult : std::uint8_t
{
    Stored,
    Stale, ///< the counter is not higher than the present one's
    NoMailbox,
};

struct StoredBundle
{
    Bytes sealed;
    std::optional<std::uint32_t> oneTimeId; ///< popped: nobody else gets it
};

struct PrekeyLevel
{
    std::uint64_t counter = 0; ///< 0: no bundle yet
    std::uint32_t oneTimeLeft = 0;
};

class MailboxStore
{
public:
    virtual ~MailboxStore() = default;

    /// False if there is one with another owner, or was one: a name is never given twice, so that
    /// nobody takes over what is still posted to it. The same owner again is true and changes
    /// nothing.
    virtual bool create(const MailboxId& mailbox, const SigningPublicKey& owner, Timestamp now) = 0;
    /// The operator allows no more mailboxes: create() of one that does not exist would be beyond
    /// it.
    [[nodiscard]] virtual bool isFull() const = 0;
    /// For all mailboxes, from now on; what waits already is not shortened but by age.
    virtual void setLimits(const MailboxLimits& limits) = 0;
    /// False if there is none. With envelopes, tokens, bundle, EAPI record.
    virtual bool remove(const MailboxId& mailbox) = 0;
    virtual std::optional<SigningPublicKey> owner(const MailboxId& mailbox) = 0;

    /// Counts of hashes that stay are kept, others forgotten.
    virtual bool setTokens(const MailboxId& mailbox, const crypto::AcceptedTokens& tokens) = 0;
    /// Those that are not zero.
    virtual std::vector<TokenCount> tokenCounts(const MailboxId& mailbox) = 0;
    virtual bool acceptsToken(const MailboxId& mailbox, const crypto::DeliveryTokenHash& token) = 0;

    /// Appends the envelopes in order, each answered alone. Nothing (nullopt) if there is no such
    /// mailbox or the token is none of its; the two cannot be told apart. Ids are remembered
    /// beyond acknowledgement (see sqlite_mailboxes.h for how long).
    virtual std::optional<std::vector<PostOutcome>> post(const MailboxId& mailbox,
                                                         const crypto::DeliveryTokenHash& token,
                                                         std::span<const NewEnvelope> envelopes,
                                                         Timestamp now) = 0;

    /// Raises the mailbox's subscription epoch and acknowledges up to @p acknowledged. More than
    /// the newest acknowledges nothing: it counts what this store, restored from a backup, never
    /// had, and says nothing of what came since. Nothing if there is no such mailbox.
    struct Subscription
    {
        std::uint64_t epoch = 0;
        MailboxPosition position;
    };
    virtual std::optional<Subscription> subscribe(const MailboxId& mailbox,
                                                  std::uint64_t acknowledged) = 0;
    /// Moves the cursor; never back. False, nothing changed, if @p epoch is not the present one.
    /// Kept durably within a second, not necessarily with this group: a crash redelivers.
    virtual bool acknowledge(const MailboxId& mailbox, std::uint64_t epoch,
                             std::uint64_t number) = 0;
    /// What is pending beyond @p after, oldest first: at most @p countMax, and no more than fit
    /// @p bytesMax (one always).
    virtual std::vector<PendingEnvelope> pending(const MailboxId& mailbox, std::uint64_t after,
                                                 std::size_t countMax, std::size_t bytesMax) = 0;

    /// @p counter is the sealed bundle's. Replaces bundle and one-time identifiers, but takes none
    /// that may have been given out: only those that are still here, and those above all that were
    /// ever put.
    virtual PutBundleResult putBundle(const MailboxId& mailbox, std::uint64_t counter,
                                      ByteView sealed,
                                      std::span<const std::uint32_t> oneTimeIds) = 0;
    virtual std::optional<PrekeyLevel> prekeyLevel(const MailboxId& mailbox) = 0;
    /// The bundle, and one of its one-time identifiers if @p popOneTime and one is left. Nothing
    /// if mailbox, token or bundle is not there.
    virtual std::optional<StoredBundle> fetchBundle(const MailboxId& mailbox,
                                                    const crypto::DeliveryTokenHash& token,
                                                    bool popOneTime) = 0;
};

// ---- card, recovery record, vault --------------------------------------------------------------

struct ObjectName
{
    ObjectKind kind = ObjectKind::Card;
    ObjectId id;
    auto operator<=>(const ObjectName&) const = default;
};

/// Numbered from 1 for each object. The type is wire::EventType's number.
struct StoredEvent
{
    std::uint64_t number = 0;
    Timestamp time;
    std::uint32_t type = 0;
    std::uint64_t detail = 0;
};

/// What a reader is given of an object.
struct ObjectContent
{
    std::vector<Bytes> listChanges; ///< from the wanted number on
    std::uint32_t listSize = 0;
    std::uint64_t newest = 0; ///< number of the newest version; 0 before the first
    Bytes signedHeader;       ///< of the newest version; empty before the first
    Bytes body;
};

struct AppendOutcome
{
    bool stored = false;      ///< or were the same already
    std::uint64_t newest = 0; ///< sequence of the writer's newest record
};

struct NewRecord
{
    std::uint64_t sequence = 0;
    ByteView head;
    ByteView body;
};

/// One moment by both clocks of a relay (RelayClock).
struct TwoTimes
{
    Timestamp expiry;
    Timestamp wall;

    TwoTimes(Timestamp both) // NOLINT(google-explicit-constructor)
        : expiry(both)
        , wall(both)
    {}
    TwoTimes(Timestamp byExpiry, Timestamp byWall)
        : expiry(byExpiry)
        , wall(byWall)
    {}
};

class ObjectStore
{
public:
    virtual ~ObjectStore() = default;

    /// VersionedObject::create or update, with all bytes: one of them, by whether it exists. Keeps
    /// the version that it supersedes until kSupersededVersionsKept is over. A slow change of the
    /// list goes by the wall clock, as the stamps of the log do with which it belongs together.
    virtual crypto::Result<void, crypto::UpdateError>
    update(const ObjectName& name, const crypto::ObjectUpdate& update, const TwoTimes& now) = 0;
    /// The operator allows no more objects: update() of one that does not exist would be beyond it.
    [[nodiscard]] virtual bool isFull() const = 0;
    /// The judged state of an object: who is listed, what is newest. Nothing if there is none.
    virtual std::optional<crypto::VersionedObject> state(const ObjectName& name) = 0;

    /// A part of an object, in the end all of it. True if there is more: call it again.
    virtual bool remove(const ObjectName& name) = 0;

    /// Returns its number. The object exists.
    virtual std::uint64_t addEvent(const ObjectName& name, std::uint32_t type, std::uint64_t detail,
                                   Timestamp now) = 0;
    virtual std::uint64_t newestEvent(const ObjectName& name) = 0;

    /// Appends records of a vault behind the writer's newest one, all or none. Records that are
    /// stored already, byte for byte, count as stored; a body that was stripped since as well.
    virtual AppendOutcome append(const ObjectId& vault, std::uint16_t writer,
                                 std::span<const NewRecord> records, Timestamp now) = 0;
    /// Takes the body away. False if there is no such record.
    virtual bool strip(const ObjectId& vault, std::uint16_t writer, std::uint64_t sequence) = 0;
};

// ---- EAPI records ------------------------------------------------------------------------------

/// Whose EAPI record it is: a mailbox has one (keyIndex 0), other objects one for each key.
struct EapiOwner
{
    ObjectName object;
    std::uint32_t keyIndex = 0;
    auto operator<=>(const EapiOwner&) const = default;
};

class EapiRecords
{
public:
    virtual ~EapiRecords() = default;

    virtual std::optional<crypto::Eapi> find(const crypto::EapiIdentifier& identifier) = 0;
    /// EapiRecord::advance. False if no record knows @p used.
    virtual bool advance(const crypto::EapiIdentifier& used, crypto::Eapi next) = 0;
    /// EapiRecord::begin.
    virtual void begin(const EapiOwner& owner, crypto::Eapi next) = 0;
};

// ---- invite, blob ------------------------------------------------------------------------------

enum class CreateResult : std::uint8_t
{
    Created,
    Same,   ///< it exists with the same content, owner token and (a blob) size: no error
    Exists, ///< another one
    Quota,
};

class InviteStore
{
public:
    virtual ~InviteStore() = default;

    virtual CreateResult put(const ObjectId& invite, ByteView content, Timestamp expires,
                             const wire::OwnerTokenHash& owner) = 0;
    virtual bool remove(const ObjectId& invite, const wire::OwnerTokenHash& owner) = 0;
};

struct BlobState
{
    std::uint64_t size = 0;
    std::uint64_t received = 0;
    Timestamp expires;
};

enum class BlobWriteResult : std::uint8_t
{
    Written,
    NotPermitted, ///< no such blob, or not its owner's token
    Gap,          ///< begins behind what was received; `state` says where to go on
    TooLong,      ///< goes beyond the size
    Complete,     ///< it is complete, and other bytes stand there
    Quota,        ///< the operator allows no more
};

class BlobStore
{
public:
    virtual ~BlobStore() = default;

    virtual CreateResult create(const ObjectId& blob, std::uint64_t size, Timestamp expires,
                                const wire::OwnerTokenHash& owner) = 0;
    /// The bytes are on the disk before the transaction that counts them commits.
    virtual BlobWriteResult write(const ObjectId& blob, const wire::OwnerTokenHash& owner,
                                  std::uint64_t offset, ByteView data, BlobState& state) = 0;
    virtual std::optional<BlobState> stat(const ObjectId& blob) = 0;
    virtual std::optional<BlobState> extend(const ObjectId& blob, const wire::OwnerTokenHash& owner,
                                            Timestamp expires) = 0;
    virtual bool remove(const ObjectId& blob, const wire::OwnerTokenHash& owner) = 0;
};

// ---- all of it ---------------------------------------------------------------------------------

struct StoreFigures
{
    std::uint64_t mailboxes = 0;
    std::uint64_t pendingEnvelopes = 0;
    std::uint64_t pendingBytes = 0;
    std::uint64_t objects = 0;
    std::uint64_t invites = 0;
    std::uint64_t blobs = 0;
    std::uint64_t blobBytes = 0;
    std::uint64_t databaseBytes = 0;
};

/// Reads that may wait for the disk, by the reader's thread. Reads what was committed.
class StoreReader
{
public:
    virtual ~StoreReader() = default;

    /// In the order of @p wanted; null for one that is gone (acknowledged or expired meanwhile).
    virtual std::vector<SharedBytes> envelopes(std::span<const PendingEnvelope> wanted) = 0;
    virtual std::optional<ObjectContent> object(const ObjectName& name, std::uint32_t listFrom) = 0;
    /// Signed header and body of a version that is kept.
    virtual std::optional<std::pair<Bytes, Bytes>> version(const ObjectName& name,
                                                           std::uint64_t number) = 0;
    virtual std::vector<StoredEvent> events(const ObjectName& name, std::uint64_t after,
                                            std::size_t countMax) = 0;
    struct Record
    {
        std::uint64_t sequence = 0;
        Bytes head;
        Bytes body;
    };
    /// Oldest first, no more than fit @p bytesMax (one always).
    virtual std::vector<Record> records(const ObjectId& vault, std::uint16_t writer,
                                        std::uint64_t from, std::size_t bytesMax) = 0;
    struct Writer
    {
        std::uint16_t writer = 0;
        std::uint64_t newest = 0;
    };
    virtual std::vector<Writer> writers(const ObjectId& vault) = 0;
    virtual std::optional<Bytes> invite(const ObjectId& invite, Timestamp now) = 0;
    /// Nothing if there is no such blob, it is not complete, or the range goes beyond its end.
    virtual std::optional<Bytes> blob(const ObjectId& blob, std::uint64_t offset,
                                      std::uint32_t length) = 0;
};

class Store
{
public:
    virtual ~Store() = default;

    virtual void begin() = 0;
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;

    virtual MailboxStore& mailboxes() = 0;
    virtual ObjectStore& objects() = 0;
    virtual EapiRecords& eapi() = 0;
    virtual InviteStore& invites() = 0;
    virtual BlobStore& blobs() = 0;

    /// One slice (a few milliseconds) of giving space back and dropping what is too old by
    /// @p now, outside begin() and commit(). True if there is more to do.
    virtual bool maintain(Timestamp now) = 0;
    virtual StoreFigures figures() = 0;
    /// The latest @p now of maintain() that is on the disk, at most a minute old; zero in a new
    /// store. What expires must not go by a clock that was behind or ahead of it at a restart.
    [[nodiscard]] virtual Timestamp expiryTime() const = 0;

    /// For another thread; lives as long as the store.
    [[nodiscard]] virtual std::unique_ptr<StoreReader> openReader() = 0;
};

} // namespace sotto::relay
