#include "crypto/ratchet/ratchet.h"

#include "crypto/ratchet/envelope.h"

#include <cassert>
#include <unordered_set>

namespace sotto::crypto {

namespace {

constexpr std::size_t kTagOffset = 1;
constexpr std::size_t kSaltOffset = kTagOffset + ReceiveTag::kSize;
constexpr std::size_t kHeaderOffset = kSaltOffset + MessageSalt::kSize;
constexpr std::size_t kBodyOffset = kHeaderOffset + kSealedHeaderBytes;
static_assert(kBodyOffset == kEnvelopePrefixBytes);

/// The first number whose tag is not predicted while message @p next is the next to come.
std::uint32_t windowEnd(std::uint32_t next)
{
    return next / kTagsPerBlock * kTagsPerBlock + kTagWindow + kTagsPerBlock;
}

using BodyContext = std::array<std::uint8_t, AssociatedData::kSize + kEnvelopePrefixBytes>;

BodyContext bodyContext(const AssociatedData& associatedData, ByteView envelope)
{
    BodyContext out;
    std::copy(associatedData.bytes.begin(), associatedData.bytes.end(), out.begin());
    std::copy_n(envelope.begin(), kEnvelopePrefixBytes, out.begin() + AssociatedData::kSize);
    return out;
}

/// Makes @p dropped part of the changes. What the same message added only comes and goes, so that
/// no tag is ever in both lists and their order does not matter.
void removeAll(const std::vector<ReceiveTag>& dropped, TagChanges& changes)
{
    if (dropped.empty()) {
        return;
    }
    std::unordered_set<ReceiveTag, FixedBytesHash> gone(dropped.begin(), dropped.end());
    std::erase_if(changes.added, [&](const ReceiveTag& tag) { return gone.erase(tag) > 0; });
    for (const ReceiveTag& tag : dropped) {
        if (gone.contains(tag)) {
            changes.removed.push_back(tag);
        }
    }
}

/// Keys of the messages from chain.index() up to @p end, which the chain thereby passes.
std::vector<SkippedKey> skipTo(ChainKey& chain, const HeaderKey& headerKey, std::uint32_t end,
                               Timestamp now)
{
    std::vector<SkippedKey> out;
    out.reserve(end - chain.index());
    TagCache tags;
    while (chain.index() < end) {
        const std::uint32_t number = chain.index();
        out.push_back({tags.tag(headerKey, number), number, chain.advance(), now});
    }
    return out;
}

} // namespace

struct Ratchet::ParsedEnvelope
{
    ByteView all;
    ReceiveTag tag;
    MessageSalt salt;
    ByteView header;
    ByteView body;

    [[nodiscard]] static std::optional<ParsedEnvelope> parse(ByteView envelope)
    {
        if (envelope.size() < kMessageOverhead || envelope.size() > kEnvelopeSizes.back() ||
            envelope[0] != kSessionMessage) {
            return std::nullopt;
        }
        return ParsedEnvelope{
            envelope,
            ReceiveTag(envelope.subspan<kTagOffset, ReceiveTag::kSize>()),
            MessageSalt(envelope.subspan<kSaltOffset, MessageSalt::kSize>()),
            envelope.subspan(kHeaderOffset, kSealedHeaderBytes),
            envelope.subspan(kBodyOffset),
        };
    }
};

Ratchet::Ratchet(bool initiator, RootKey root, HeaderKey nextSending, HeaderKey nextReceiving,
                 const AssociatedData& associatedData, Timestamp now)
    : m_initiator(initiator)
    , m_associatedData(associatedData)
    , m_root(std::move(root))
    , m_nextSendingHeader(std::move(nextSending))
    , m_nextReceivingHeader(std::move(nextReceiving))
    , m_kem(initiator, now)
{}

Result<Ratchet, DhError> Ratchet::initiator(RootSecret root, HeaderSecret sendingHeader,
                                            HeaderSecret nextReceivingHeader,
                                            const AssociatedData& associatedData,
                                            const X25519PublicKey& theirKey, Timestamp now,
                                            Random& random)
{
    Ratchet out(true, RootKey(std::move(root)), HeaderKey(std::move(sendingHeader)),
                HeaderKey(std::move(nextReceivingHeader)), associatedData, now);
    SOTTO_CHECK(out.turnSendingChain(theirKey, now, random));
    return out;
}

Ratchet Ratchet::responder(RootSecret root, HeaderSecret nextSendingHeader,
                           HeaderSecret nextReceivingHeader, const AssociatedData& associatedData,
                           X25519KeyPair signedPrekey, Timestamp now)
{
    Ratchet out(false, RootKey(std::move(root)), HeaderKey(std::move(nextSendingHeader)),
                HeaderKey(std::move(nextReceivingHeader)), associatedData, now);
    out.m_ours = std::move(signedPrekey);
    return out;
}

void Ratchet::rememberReset(bool shared)
{
    if (m_resets.size() == kResetSecretsKept) {
        m_resets.erase(m_resets.begin());
    }
    m_resets.push_back({m_root.resetSecret(), shared});
}

std::optional<ResetSecret> Ratchet::exportResetSecret() const
{
    for (auto it = m_resets.rbegin(); it != m_resets.rend(); ++it) {
        if (it->shared) {
            return it->secret.duplicate();
        }
    }
    return std::nullopt;
}

std::optional<ResetSecret> Ratchet::findResetSecret(const ResetSecretId& id) const
{
    for (const RootReset& reset : m_resets) {
        if (resetSecretId(reset.secret) == id) {
            return reset.secret.duplicate();
        }
    }
    return std::nullopt;
}

Result<void, DhError> Ratchet::turnSendingChain(const X25519PublicKey& theirKey, Timestamp now,
                                                Random& random)
{
    X25519KeyPair ours = generateX25519(random);
    SOTTO_TRY(dh, agree(ours.secretKey, theirKey));
    std::optional<MlKem768SharedSecret> shared;
    if (m_kem.canMixWhenSending()) {
        shared = m_kem.sharedSecret();
        m_kem.completeStep(now);
    }
    RootStep step = m_root.step(dh, shared ? &*shared : nullptr, m_kem.epoch());
    m_ours = std::move(ours);
    m_root = std::move(step.rootKey);
    m_sending.emplace(SendingChain{std::move(step.chainKey),
                                   std::move(m_nextSendingHeader),
                                   m_previousLength,
                                   m_kem.epoch(),
                                   {}});
    m_nextSendingHeader = std::move(step.nextHeaderKey);
    rememberReset(false);
    return {};
}

Result<void, SealError> Ratchet::ensureSendingChain(Timestamp now, Random& random)
{
    if (m_sending) {
        if (m_sending->chainKey.index() >= kMaxChainLength) {
            return Unexpected(SealError::ChainExhausted);
        }
        return {};
    }
    if (!m_receiving) {
        return Unexpected(SealError::NothingReceived);
    }
    const auto turned = turnSendingChain(m_receiving->theirKey, now, random);
    // The key was agreed with when its first message was opened; its order does not change.
    assert(turned);
    static_cast<void>(turned);
    return {};
}

Result<Bytes, SealError> Ratchet::seal(ByteView content, Timestamp now, Random& random)
{
    const auto size = paddedSize(content.size());
    if (!size) {
        return Unexpected(SealError::ContentTooLong);
    }
    SOTTO_CHECK(ensureSendingChain(now, random));
    m_kem.prepareToSend(now, random);
    m_kem.countMessage();
    Bytes out(*size + kMessageOverhead);
    writePadded(content, m_kem, MutableByteView(out).subspan(kBodyOffset, *size));
    sealInPlace(out, random);
    return out;
}

Result<Bytes, SealError> Ratchet::sealPadded(ByteView padded, Random& random)
{
    if (padded.size() > kEnvelopeSizes.back() - kMessageOverhead) {
        return Unexpected(SealError::ContentTooLong);
    }
    SOTTO_CHECK(ensureSendingChain({}, random));
    Bytes out(padded.size() + kMessageOverhead);
    std::copy(padded.begin(), padded.end(), out.begin() + kBodyOffset);
    sealInPlace(out, random);
    return out;
}

void Ratchet::sealInPlace(MutableByteView envelope, Random& random)
{
    SendingChain& chain = *m_sending;
    const RatchetHeader header{m_ours.publicKey, chain.previousLength, chain.chainKey.index(),
                               chain.kemEpoch};
    const ReceiveTag tag = chain.tags.tag(chain.headerKey, header.number);
    MessageSalt salt;
    random.fill(salt.mutableView());

    envelope[0] = kSessionMessage;
    std::copy(tag.bytes.begin(), tag.bytes.end(), envelope.begin() + kTagOffset);
    std::copy(salt.bytes.begin(), salt.bytes.end(), envelope.begin() + kSaltOffset);
    chain.headerKey.seal(tag, salt, m_associatedData, header,
                         envelope.subspan(kHeaderOffset, kSealedHeaderBytes));
    const MutableByteView body = envelope.subspan(kBodyOffset);
    chain.chainKey.advance().seal(salt, bodyContext(m_associatedData, envelope),
                                  body.first(body.size() - 16), body);
    ++m_changes;
}

Result<void, OpenError> Ratchet::decryptBody(const ParsedEnvelope& envelope, MessageKey key,
                                             StagedMessage& out) const
{
    out.m_basedOn = m_changes;
    out.m_tag = envelope.tag;
    out.m_padded = SecretBytes(envelope.body.size() - 16);
    if (!std::move(key).open(envelope.salt, bodyContext(m_associatedData, envelope.all),
                             envelope.body, out.m_padded.mutableView())) {
        return Unexpected(OpenError::Forged);
    }
    out.m_content = out.m_padded.view();
    return {};
}

Result<StagedMessage, OpenError> Ratchet::openSkipped(const ParsedEnvelope& envelope,
                                                      const SkippedKeys::Found& found) const
{
    const auto header =
        found.headerKey->open(envelope.tag, envelope.salt, m_associatedData, envelope.header);
    if (!header) {
        return Unexpected(OpenError::UnknownHeader);
    }
    if (header->number != found.key->number) {
        return Unexpected(OpenError::BadHeader);
    }
    StagedMessage out;
    SOTTO_CHECK(decryptBody(envelope, found.key->key.duplicate(), out));
    out.m_usesSkipped = true;
    return out;
}

Result<StagedMessage, OpenError> Ratchet::openCurrent(const ParsedEnvelope& envelope,
                                                      const RatchetHeader& header, Timestamp now,
                                                      std::uint32_t maxSkip) const
{
    const ReceivingChain& chain = *m_receiving;
    if (header.ratchetKey != chain.theirKey || header.kemEpoch != chain.kemEpoch ||
        header.number >= kMaxChainLength ||
        chain.window.tag(chain.headerKey, header.number) != envelope.tag) {
        return Unexpected(OpenError::BadHeader);
    }
    if (header.number < chain.chainKey.index()) {
        return Unexpected(OpenError::AlreadyOpened);
    }
    if (header.number - chain.chainKey.index() > maxSkip) {
        return Unexpected(OpenError::GapTooLarge);
    }
    StagedMessage out;
    out.m_chainKey.emplace(chain.chainKey.duplicate());
    if (header.number > chain.chainKey.index()) {
        out.m_skipped = std::make_unique<StagedMessage::Skipped>();
        out.m_skipped->currentChain = skipTo(*out.m_chainKey, chain.headerKey, header.number, now);
    }
    SOTTO_CHECK(decryptBody(envelope, out.m_chainKey->advance(), out));
    return out;
}

Result<StagedMessage, OpenError> Ratchet::openNext(const ParsedEnvelope& envelope,
                                                   const RatchetHeader& header, Timestamp now,
                                                   std::uint32_t maxSkip) const
{
    const bool mixesKem = header.kemEpoch == m_kem.epoch() + 1 && m_kem.canMixWhenReceiving();
    if ((header.kemEpoch != m_kem.epoch() && !mixesKem) || header.number >= kMaxChainLength ||
        (m_receiving && header.ratchetKey == m_receiving->theirKey) ||
        m_nextWindow.tag(m_nextReceivingHeader, header.number) != envelope.tag) {
        return Unexpected(OpenError::BadHeader);
    }
    const std::uint32_t previousIndex = m_receiving ? m_receiving->chainKey.index() : 0;
    if (header.previousLength < previousIndex || header.previousLength > kMaxChainLength ||
        (!m_receiving && header.previousLength != 0)) {
        return Unexpected(OpenError::BadHeader);
    }
    if (header.number > maxSkip) {
        return Unexpected(OpenError::GapTooLarge);
    }
    // A chain that ended with more missing messages than are kept does not hold up the new one.
    const std::uint32_t previousEnd = std::min(header.previousLength, previousIndex + maxSkip);
    auto dh = agree(m_ours.secretKey, header.ratchetKey);
    if (!dh) {
        return Unexpected(OpenError::BadHeader);
    }
    std::optional<MlKem768SharedSecret> shared;
    if (mixesKem) {
        shared = m_kem.sharedSecret();
    }
    StagedMessage out;
    out.m_turn.emplace(
        StagedMessage::Turn{m_root.step(*dh, shared ? &*shared : nullptr, header.kemEpoch),
                            header.ratchetKey, mixesKem});
    out.m_chainKey.emplace(std::move(out.m_turn->step.chainKey));
    if (previousEnd > previousIndex || header.number > 0) {
        out.m_skipped = std::make_unique<StagedMessage::Skipped>();
        if (previousEnd > previousIndex) {
            ChainKey previous = m_receiving->chainKey.duplicate();
            out.m_skipped->previousChain =
                skipTo(previous, m_receiving->headerKey, previousEnd, now);
        }
        out.m_skipped->currentChain =
            skipTo(*out.m_chainKey, m_nextReceivingHeader, header.number, now);
    }
    SOTTO_CHECK(decryptBody(envelope, out.m_chainKey->advance(), out));
    return out;
}

Result<StagedMessage, OpenError> Ratchet::openPadded(ByteView envelope, Timestamp now,
                                                     std::uint32_t maxSkip) const
{
    const auto parsed = ParsedEnvelope::parse(envelope);
    if (!parsed) {
        return Unexpected(OpenError::Malformed);
    }
    if (m_skipped.size() > 0) {
        if (const auto found = m_skipped.find(parsed->tag)) {
            return openSkipped(*parsed, *found);
        }
    }
    if (m_receiving) {
        if (const auto header = m_receiving->headerKey.open(parsed->tag, parsed->salt,
                                                            m_associatedData, parsed->header)) {
            return openCurrent(*parsed, *header, now, maxSkip);
        }
    }
    if (const auto header = m_nextReceivingHeader.open(parsed->tag, parsed->salt, m_associatedData,
                                                       parsed->header)) {
        return openNext(*parsed, *header, now, maxSkip);
    }
    return Unexpected(OpenError::UnknownHeader);
}

Result<StagedMessage, OpenError> Ratchet::open(ByteView envelope, Timestamp now,
                                               std::uint32_t maxSkip) const
{
    if (std::find(kEnvelopeSizes.begin(), kEnvelopeSizes.end(), envelope.size()) ==
        kEnvelopeSizes.end()) {
        return Unexpected(OpenError::Malformed);
    }
    SOTTO_TRY(out, openPadded(envelope, now, maxSkip));
    const auto parts = readPadded(out.m_padded.view());
    if (!parts) {
        return Unexpected(OpenError::BadContent);
    }
    out.m_content = parts->content;
    out.m_fragment = parts->fragment;
    return out;
}

std::optional<std::uint32_t> Ratchet::gapOf(ByteView envelope) const
{
    const auto parsed = ParsedEnvelope::parse(envelope);
    if (!parsed) {
        return std::nullopt;
    }
    if (m_skipped.size() > 0 && m_skipped.find(parsed->tag)) {
        return 0;
    }
    const auto headerUnder = [&](const HeaderKey& key) {
        return key.open(parsed->tag, parsed->salt, m_associatedData, parsed->header);
    };
    // Of what is out of range nothing is derived.
    const auto passed = [](std::uint32_t from, std::uint32_t to) {
        return to > from ? std::min(to - from, kMaxSkip) : 0;
    };
    const std::uint32_t index = m_receiving ? m_receiving->chainKey.index() : 0;
    if (m_receiving) {
        if (const auto header = headerUnder(m_receiving->headerKey)) {
            return passed(index, header->number);
        }
    }
    if (const auto header = headerUnder(m_nextReceivingHeader)) {
        return passed(index, header->previousLength) + passed(0, header->number);
    }
    return std::nullopt;
}

TagChanges Ratchet::commit(StagedMessage staged, Timestamp now)
{
    assert(staged.m_basedOn == m_changes);
    ++m_changes;
    TagChanges changes;
    std::vector<ReceiveTag> dropped; // with skipped keys beyond the limits
    m_kem.countMessage();

    if (staged.m_usesSkipped) {
        m_skipped.remove(staged.m_tag);
        changes.removed.push_back(staged.m_tag);
    }

    std::uint32_t from = 0;
    if (staged.m_turn) {
        StagedMessage::Turn& turn = *staged.m_turn;
        if (m_receiving) {
            const std::uint32_t index = m_receiving->chainKey.index();
            const std::uint32_t end = windowEnd(index);
            std::uint32_t length = index;
            if (staged.m_skipped && !staged.m_skipped->previousChain.empty()) {
                length = staged.m_skipped->previousChain.back().number + 1;
            }
            m_receiving->window.append(m_receiving->headerKey, std::min(length, end), end,
                                       TagWindow::kNone, changes.removed);
            m_receiving->window.append(m_receiving->headerKey, end, std::max(length, end),
                                       TagWindow::kNone, changes.added);
            if (staged.m_skipped) {
                m_skipped.add(m_receiving->headerKey, std::move(staged.m_skipped->previousChain),
                              dropped);
            }
        }
        if (turn.mixesKem) {
            m_kem.completeStep(now);
        }
        m_root = std::move(turn.step.rootKey);
        m_receiving.emplace(ReceivingChain{std::move(*staged.m_chainKey),
                                           std::move(m_nextReceivingHeader), turn.theirKey,
                                           m_kem.epoch(), std::move(m_nextWindow)});
        m_nextReceivingHeader = std::move(turn.step.nextHeaderKey);
        m_nextWindow = {};
        m_nextWindow.extend(m_nextReceivingHeader, 0, windowEnd(0));
        m_nextWindow.append(m_nextReceivingHeader, 0, windowEnd(0), TagWindow::kNone,
                            changes.added);
        if (m_sending) {
            m_previousLength = m_sending->chainKey.index();
            m_sending.reset();
        }
        rememberReset(true);
    } else if (staged.m_chainKey) {
        from = m_receiving->chainKey.index();
        m_receiving->chainKey = std::move(*staged.m_chainKey);
    }

    if (!staged.m_usesSkipped) {
        ReceivingChain& chain = *m_receiving;
        const std::uint32_t opened = chain.chainKey.index() - 1;
        const std::uint32_t oldEnd = windowEnd(from);
        const std::uint32_t newEnd = windowEnd(chain.chainKey.index());
        if (opened < oldEnd) {
            changes.removed.push_back(staged.m_tag);
        }
        if (newEnd > oldEnd) {
            chain.window.extend(chain.headerKey, oldEnd, newEnd);
            chain.window.append(chain.headerKey, oldEnd, newEnd, opened, changes.added);
            chain.window.forgetBelow(chain.chainKey.index());
        }
        if (staged.m_skipped) {
            m_skipped.add(chain.headerKey, std::move(staged.m_skipped->currentChain), dropped);
        }
    }
    removeAll(dropped, changes);

    if (staged.m_fragment) {
        m_kem.receive(*staged.m_fragment);
    }
    return changes;
}

TagChanges Ratchet::expire(Timestamp now)
{
    TagChanges changes;
    m_skipped.expire(now, changes.removed);
    ++m_changes;
    return changes;
}

std::vector<ReceiveTag> Ratchet::expectedTags() const
{
    std::vector<ReceiveTag> out;
    if (m_receiving) {
        const std::uint32_t next = m_receiving->chainKey.index();
        m_receiving->window.append(m_receiving->headerKey, next, windowEnd(next), TagWindow::kNone,
                                   out);
    }
    m_nextWindow.append(m_nextReceivingHeader, 0, windowEnd(0), TagWindow::kNone, out);
    m_skipped.appendTags(out);
    return out;
}

} // namespace sotto::crypto
