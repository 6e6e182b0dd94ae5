#include "crypto/objects/key_list.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;
/// Of a state in which a root was ever proposed.
constexpr std::uint8_t kSlowRoots = 2;

} // namespace

Result<KeyList, ListError> KeyList::create(ByteView creation)
{
    const auto change = ListChange::parse(creation);
    if (!change) {
        return Unexpected(ListError::Malformed);
    }
    const ListStatement& statement = change->statement();
    const auto* body = std::get_if<CreateList>(&statement.body);
    if (body == nullptr || statement.number != 0 || !statement.previous.isZero() ||
        statement.signer != kRootIndex) {
        return Unexpected(ListError::NotCreation);
    }
    if (body->fetchKey == body->root) {
        return Unexpected(ListError::KeyReused);
    }
    if (!change->isSignedBy(body->root)) {
        return Unexpected(ListError::BadSignature);
    }
    if (!change->provesPossession()) {
        return Unexpected(ListError::BadPossession);
    }
    KeyList out;
    out.m_kind = statement.kind;
    out.m_object = statement.object;
    out.m_root = body->root;
    out.m_fetchKey = body->fetchKey;
    out.m_hashes.push_back(change->hash());
    return out;
}

Result<KeyList, ListError> KeyList::verify(const ListOrigin& expected,
                                           std::span<const ByteView> changes)
{
    if (changes.empty()) {
        return Unexpected(ListError::NotCreation);
    }
    SOTTO_TRY(out, create(changes.front()));
    if (out.m_kind != expected.kind || out.m_object != expected.object) {
        return Unexpected(ListError::OtherObject);
    }
    if (out.m_root != expected.root) {
        return Unexpected(ListError::OtherRoot);
    }
    SOTTO_CHECK(out.extend(changes.subspan(1)));
    return out;
}

Result<void, ListError> KeyList::extend(std::span<const ByteView> changes)
{
    KeyList next = *this;
    for (const ByteView bytes : changes) {
        const auto change = ListChange::parse(bytes);
        if (!change) {
            return Unexpected(ListError::Malformed);
        }
        SOTTO_CHECK(next.judge(*change));
        if (std::holds_alternative<DeleteList>(change->statement().body)) {
            return Unexpected(ListError::Deletion);
        }
        next.apply(*change);
    }
    *this = std::move(next);
    return {};
}

Result<void, ListError> KeyList::checkDeletion(ByteView change) const
{
    const auto parsed = ListChange::parse(change);
    if (!parsed || !std::holds_alternative<DeleteList>(parsed->statement().body)) {
        return Unexpected(ListError::Malformed);
    }
    return judge(*parsed);
}

Result<void, ListError> KeyList::judge(const ListChange& change) const
{
    const ListStatement& statement = change.statement();
    if (std::holds_alternative<CreateList>(statement.body)) {
        return Unexpected(ListError::NotCreation);
    }
    if (statement.kind != m_kind || statement.object != m_object) {
        return Unexpected(ListError::OtherObject);
    }
    if (statement.number != m_hashes.size() || statement.previous != head()) {
        return Unexpected(ListError::Conflict);
    }
    // What is full can still be deleted.
    const bool isDeletion = std::holds_alternative<DeleteList>(statement.body);
    if (m_hashes.size() >= kListChangesMax && !isDeletion) {
        return Unexpected(ListError::Full);
    }
    const SigningPublicKey* signer = keyAt(statement.signer);
    if (signer == nullptr) {
        return Unexpected(ListError::UnknownSigner);
    }
    if (!mayWrite(statement.signer)) {
        return Unexpected(ListError::StruckSigner);
    }
    SOTTO_CHECK(judgeBody(statement));
    if (!change.isSignedBy(*signer)) {
        return Unexpected(ListError::BadSignature);
    }
    if (!change.provesPossession()) {
        return Unexpected(ListError::BadPossession);
    }
    return {};
}

Result<void, ListError> KeyList::judgeBody(const ListStatement& statement) const
{
    const bool byRoot = statement.signer == kRootIndex;
    if (std::holds_alternative<StrikeKey>(statement.body)) {
        return judgeStrike(statement);
    }
    if (std::holds_alternative<ProposeRoot>(statement.body) ||
        std::holds_alternative<CommitRoot>(statement.body) ||
        std::holds_alternative<VetoRoot>(statement.body)) {
        return judgeSlowRoot(statement);
    }
    if (std::holds_alternative<DeleteList>(statement.body)) {
        // A stolen device, and one that was thrown out, would take the account along.
        return byRoot ? Result<void, ListError>() : Unexpected(ListError::NotPermitted);
    }
    const bool appends = std::holds_alternative<AppendKey>(statement.body);
    // A recovery record is found by its phrase: a new phrase makes a new record.
    if (!byRoot || (!appends && m_kind == ObjectKind::Recovery)) {
        return Unexpected(ListError::NotPermitted);
    }
    if (appends && m_keys.size() >= kListKeysMax) {
        return Unexpected(ListError::Full);
    }
    if (isListed(*statement.namedKey())) {
        return Unexpected(ListError::KeyReused);
    }
    return {};
}

Result<void, ListError> KeyList::judgeStrike(const ListStatement& statement) const
{
    const ListIndex target = std::get<StrikeKey>(statement.body).index;
    if (target >= m_keys.size()) {
        return Unexpected(ListError::UnknownTarget);
    }
    if (statement.signer != kRootIndex && target < statement.signer) {
        return Unexpected(ListError::NotPermitted);
    }
    if (m_keys[target].struck != 0) {
        return Unexpected(ListError::AlreadyStruck);
    }
    return {};
}

Result<void, ListError> KeyList::judgeSlowRoot(const ListStatement& statement) const
{
    // A recovery record is found by its phrase; and who has the root needs no delay.
    const bool isVeto = std::holds_alternative<VetoRoot>(statement.body);
    if (m_kind == ObjectKind::Recovery || (statement.signer == kRootIndex && !isVeto)) {
        return Unexpected(ListError::NotPermitted);
    }
    if (const auto* propose = std::get_if<ProposeRoot>(&statement.body)) {
        if (m_proposed) {
            return Unexpected(ListError::RootPending);
        }
        if (proposalsLeft(statement.signer) == 0) {
            return Unexpected(ListError::Full);
        }
        if (isListed(propose->root)) {
            return Unexpected(ListError::KeyReused);
        }
        return {};
    }
    if (!m_proposed || (!isVeto && m_proposed->by != statement.signer)) {
        return Unexpected(ListError::NotProposed);
    }
    return {};
}

void KeyList::apply(const ListChange& change)
{
    const ListChangeBody& body = change.statement().body;
    const auto number = static_cast<std::uint32_t>(m_hashes.size());
    if (const auto* append = std::get_if<AppendKey>(&body)) {
        m_keys.push_back({append->key, number, 0});
    } else if (const auto* strike = std::get_if<StrikeKey>(&body)) {
        m_keys[strike->index].struck = number;
        if (m_proposed && m_proposed->by == strike->index) {
            m_proposed.reset();
        }
    } else if (const auto* replace = std::get_if<ReplaceRoot>(&body)) {
        m_root = replace->root;
        m_proposed.reset();
    } else if (const auto* propose = std::get_if<ProposeRoot>(&body)) {
        m_proposed = ProposedRoot{propose->root, change.statement().signer, number};
        ++m_keys[change.statement().signer].proposals;
    } else if (std::holds_alternative<CommitRoot>(body)) {
        m_root = m_proposed->root;
        m_isRootCommitted = true;
        m_proposed.reset();
    } else if (std::holds_alternative<VetoRoot>(body)) {
        m_proposed.reset();
    }
    m_hashes.push_back(change.hash());
}

bool KeyList::isListed(const SigningPublicKey& key) const
{
    return key == m_root || m_fetchKey == key || (m_proposed && m_proposed->root == key) ||
           std::ranges::any_of(m_keys, [&](const Entry& entry) { return entry.key == key; });
}

bool KeyList::isByListed(const ProposedRoot& proposal) const
{
    return proposal.by < m_keys.size() && m_keys[proposal.by].struck == 0 &&
           m_keys[proposal.by].added < proposal.number;
}

const ListHash* KeyList::hashOf(std::uint32_t number) const
{
    return number < m_hashes.size() ? &m_hashes[number] : nullptr;
}

const SigningPublicKey* KeyList::keyAt(ListIndex index) const
{
    if (index == kRootIndex) {
        return &m_root;
    }
    return index < m_keys.size() ? &m_keys[index].key : nullptr;
}

bool KeyList::mayWrite(ListIndex index) const
{
    return couldWriteAt(index, number());
}

bool KeyList::couldWriteAt(ListIndex index, std::uint32_t number) const
{
    if (index == kRootIndex) {
        return true;
    }
    if (index >= m_keys.size()) {
        return false;
    }
    const Entry& entry = m_keys[index];
    return entry.added <= number && (entry.struck == 0 || entry.struck > number);
}

std::optional<ListIndex> KeyList::find(const SigningPublicKey& key) const
{
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
        if (m_keys[i].key == key && m_keys[i].struck == 0) {
            return static_cast<ListIndex>(i);
        }
    }
    return std::nullopt;
}

bool KeyList::hasSlowRoots() const
{
    return std::ranges::any_of(m_keys, [](const Entry& entry) { return entry.proposals > 0; });
}

int KeyList::proposalsLeft(ListIndex index) const
{
    return index < m_keys.size() ? kRootProposalsMax - m_keys[index].proposals : 0;
}

Bytes KeyList::serialize() const
{
    const bool isSlow = hasSlowRoots();
    Writer out;
    out.u8(isSlow ? kSlowRoots : kVersion);
    out.u8(static_cast<std::uint8_t>(m_kind)).bytes(m_object).bytes(m_root);
    if (m_fetchKey) {
        out.bytes(*m_fetchKey);
    }
    if (isSlow) {
        out.flag(m_isRootCommitted).flag(m_proposed.has_value());
    }
    if (m_proposed) {
        out.bytes(m_proposed->root).u16(m_proposed->by).u32(m_proposed->number);
    }
    out.count16(m_keys.size());
    for (const Entry& entry : m_keys) {
        out.bytes(entry.key).u32(entry.added).u32(entry.struck);
        if (isSlow) {
            out.u8(entry.proposals);
        }
    }
    out.count16(m_hashes.size());
    for (const ListHash& hash : m_hashes) {
        out.bytes(hash);
    }
    return std::move(out).take();
}

Result<KeyList, ParseError> KeyList::parse(ByteView stored)
{
    Reader in(stored);
    KeyList out;
    const std::uint8_t version = in.u8();
    if (version != kVersion && version != kSlowRoots) {
        in.fail(ParseError::Kind::UnknownVersion);
    }
    out.m_kind = readVersionedKind(in);
    out.m_object = in.fixed<ObjectId>();
    out.m_root = in.fixed<SigningPublicKey>();
    if (out.m_kind == ObjectKind::Recovery) {
        out.m_fetchKey = in.fixed<SigningPublicKey>();
    }
    if (version == kSlowRoots) {
        out.readSlowRoots(in);
    }
    std::uint32_t last = 0;
    for (std::size_t left = in.count16(kListKeysMax); left > 0; --left) {
        Entry entry;
        entry.key = in.fixed<SigningPublicKey>();
        entry.added = in.u32();
        entry.struck = in.u32();
        entry.proposals = version == kSlowRoots ? in.u8() : std::uint8_t{0};
        if (entry.added <= last || (entry.struck != 0 && entry.struck <= entry.added) ||
            entry.proposals > kRootProposalsMax) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        last = std::max({last, entry.added});
        out.m_keys.push_back(entry);
    }
    const std::size_t changes = in.count16(kListChangesMax);
    const auto beyond = [&](const Entry& entry) {
        return entry.added >= changes || entry.struck >= changes;
    };
    const bool isStray =
        out.m_proposed && (out.m_proposed->number >= changes || !out.isByListed(*out.m_proposed));
    if (changes == 0 || isStray || std::ranges::any_of(out.m_keys, beyond)) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    for (std::size_t i = 0; i < changes && !in.failed(); ++i) {
        out.m_hashes.push_back(in.fixed<ListHash>());
    }
    if ((version == kSlowRoots) != out.hasSlowRoots()) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    SOTTO_CHECK(in.finish());
    return out;
}

void KeyList::readSlowRoots(Reader& in)
{
    m_isRootCommitted = in.flag();
    if (in.flag()) {
        ProposedRoot proposal;
        proposal.root = in.fixed<SigningPublicKey>();
        proposal.by = in.u16();
        proposal.number = in.u32();
        m_proposed = proposal;
    }
    if (m_kind == ObjectKind::Recovery) {
        in.fail(ParseError::Kind::NonCanonical);
    }
}

ListStatement KeyList::next(ListIndex signer, ListChangeBody body) const
{
    ListStatement out;
    out.kind = m_kind;
    out.object = m_object;
    out.number = static_cast<std::uint32_t>(m_hashes.size());
    out.previous = head();
    out.signer = signer;
    out.body = body;
    return out;
}

Bytes serializeChanges(std::span<const ByteView> changes)
{
    Writer out;
    out.u8(kVersion).count16(changes.size());
    for (const ByteView change : changes) {
        out.bytes16(change);
    }
    return std::move(out).take();
}

Result<std::vector<ByteView>, ParseError> splitChanges(ByteView serialized)
{
    Reader in(serialized);
    in.version(kVersion);
    const std::size_t count = in.count16(kListChangesMax);
    std::vector<ByteView> out;
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        out.push_back(in.bytes16(kListChangeBytesMax));
    }
    SOTTO_CHECK(in.finish());
    return out;
}

Bytes createKeyList(ObjectKind kind, const ObjectId& object, const SigningKey& root,
                    const SigningKey* fetchKey)
{
    ListStatement statement;
    statement.kind = kind;
    statement.object = object;
    CreateList body{root.publicKey(), {}};
    std::optional<Signature> proof;
    if (fetchKey != nullptr) {
        body.fetchKey = fetchKey->publicKey();
    }
    statement.body = body;
    if (fetchKey != nullptr) {
        proof = proveListKey(*fetchKey, statement);
    }
    return assembleListChange(statement, signListChange(root, statement), proof);
}

Bytes appendKey(const KeyList& list, const SigningKey& root, const SigningKey& added)
{
    const ListStatement statement = list.next(kRootIndex, AppendKey{added.publicKey()});
    return assembleListChange(statement, signListChange(root, statement),
                              proveListKey(added, statement));
}

Bytes strikeKey(const KeyList& list, ListIndex signerIndex, const SigningKey& signer,
                ListIndex target)
{
    const ListStatement statement = list.next(signerIndex, StrikeKey{target});
    return assembleListChange(statement, signListChange(signer, statement), {});
}

Bytes replaceRoot(const KeyList& list, const SigningKey& root, const SigningKey& newRoot)
{
    const ListStatement statement = list.next(kRootIndex, ReplaceRoot{newRoot.publicKey()});
    return assembleListChange(statement, signListChange(root, statement),
                              proveListKey(newRoot, statement));
}

Bytes proposeRoot(const KeyList& list, ListIndex signerIndex, const SigningKey& signer,
                  const SigningKey& newRoot)
{
    const ListStatement statement = list.next(signerIndex, ProposeRoot{newRoot.publicKey()});
    return assembleListChange(statement, signListChange(signer, statement),
                              proveListKey(newRoot, statement));
}

Bytes commitRoot(const KeyList& list, ListIndex signerIndex, const SigningKey& signer)
{
    const ListStatement statement = list.next(signerIndex, CommitRoot{});
    return assembleListChange(statement, signListChange(signer, statement), {});
}

Bytes vetoRoot(const KeyList& list, ListIndex signerIndex, const SigningKey& signer)
{
    const ListStatement statement = list.next(signerIndex, VetoRoot{});
    return assembleListChange(statement, signListChange(signer, statement), {});
}

} // namespace sotto::crypto
