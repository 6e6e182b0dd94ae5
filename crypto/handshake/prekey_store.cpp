#include "crypto/handshake/prekey_store.h"

#include <algorithm>
#include <cassert>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kStoreVersion = 1;

void writeTime(SecretWriter& out, const std::optional<Timestamp>& time)
{
    out.flag(time.has_value()).u64(time ? time->seconds : 0);
}

std::optional<Timestamp> readTime(Reader& in)
{
    const bool present = in.flag();
    const std::uint64_t seconds = in.u64();
    if (!present && seconds != 0) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    return present ? std::optional(Timestamp{seconds}) : std::nullopt;
}

} // namespace

PrekeyStore PrekeyStore::create(Timestamp now, Random& random)
{
    PrekeyStore out;
    out.addSigned(now, random);
    out.replenish(now, random);
    return out;
}

void PrekeyStore::addSigned(Timestamp now, Random& random)
{
    if (!m_signed.empty()) {
        m_signed.back().retired = now;
    }
    m_signed.push_back({m_nextSigned++,
                        now,
                        std::nullopt,
                        generateX25519(random),
                        MlKem768SecretKey::generate(random),
                        {}});
    while (m_signed.size() > kMaxRetiredPrekeys + 1) {
        // One that has almost no room for another answer is missed least; otherwise the oldest.
        const auto used =
            std::find_if(m_signed.begin(), m_signed.end() - 1,
                         [](const SignedPrekey& key) { return key.answered.isNearlyFull(); });
        m_signed.erase(used == m_signed.end() - 1 ? m_signed.begin() : used);
    }
}

bool PrekeyStore::rotateIfDue(Timestamp now, Random& random)
{
    const bool flooded =
        m_signed.back().answered.isNearlyFull() && m_signed.size() <= kMaxRetiredPrekeys;
    if (now.since(m_signed.back().made) < kSignedPrekeyLifetime && !flooded) {
        return false;
    }
    addSigned(now, random);
    return true;
}

void PrekeyStore::markDrained(Timestamp when)
{
    std::erase_if(m_signed,
                  [when](const SignedPrekey& key) { return key.retired && *key.retired < when; });
    std::erase_if(m_oneTime, [when](const auto& entry) {
        return entry.second.retired && *entry.second.retired < when;
    });
}

bool PrekeyStore::isReplenishDue(std::size_t leftAtRelay) const
{
    return std::min(leftAtRelay, offeredOneTimeCount()) < kFewOneTimePrekeys;
}

void PrekeyStore::replenish(Timestamp now, Random& random)
{
    for (auto& [id, key] : m_oneTime) {
        if (!key.retired) {
            key.retired = now;
        }
    }
    for (std::size_t i = 0; i < kMaxOneTimePrekeys; ++i) {
        m_oneTime.emplace(m_nextOneTime++, OneTime{generateX25519(random), std::nullopt});
    }
    while (m_oneTime.size() > kMaxKeptOneTimePrekeys) {
        m_oneTime.erase(m_oneTime.begin());
    }
}

Bytes PrekeyStore::makeBundle(const OwnDevice& own, const MailboxId& mailbox, Timestamp now)
{
    const SignedPrekey& offered = m_signed.back();
    PrekeyBundle bundle;
    bundle.address = own.address;
    bundle.mailbox = mailbox;
    bundle.counter = ++m_counter;
    bundle.issued = now;
    bundle.expires = now.plus(kMaxBundleLifetime);
    bundle.keys = own.keys.publicKeys();
    bundle.sealingKey = own.keys.sealing().publicKey;
    bundle.prekeyId = offered.id;
    bundle.signedPrekey = offered.dh.publicKey;
    bundle.kemPrekey = offered.kem.publicKey();
    for (const auto& [id, key] : m_oneTime) {
        if (!key.retired) {
            bundle.oneTimePrekeys.push_back({id, key.pair.publicKey});
        }
    }
    return bundle.sign(own.keys.signing());
}

const SignedPrekey* PrekeyStore::findSigned(PrekeyId id) const
{
    const auto at = std::find_if(m_signed.begin(), m_signed.end(),
                                 [id](const SignedPrekey& key) { return key.id == id; });
    return at == m_signed.end() ? nullptr : &*at;
}

const X25519KeyPair* PrekeyStore::findOneTime(PrekeyId id) const
{
    const auto at = m_oneTime.find(id);
    return at == m_oneTime.end() ? nullptr : &at->second.pair;
}

std::size_t PrekeyStore::offeredOneTimeCount() const
{
    return static_cast<std::size_t>(
        std::count_if(m_oneTime.begin(), m_oneTime.end(),
                      [](const auto& entry) { return !entry.second.retired; }));
}

std::vector<PrekeyId> PrekeyStore::offeredOneTimeIds() const
{
    std::vector<PrekeyId> out;
    for (const auto& [id, key] : m_oneTime) {
        if (!key.retired) {
            out.push_back(id);
        }
    }
    return out;
}

void PrekeyStore::recordAnswered(PrekeyId signedPrekey, const DeviceAddress& initiator,
                                 const SessionId& session, std::optional<PrekeyId> oneTime)
{
    const auto at =
        std::find_if(m_signed.begin(), m_signed.end(),
                     [signedPrekey](const SignedPrekey& key) { return key.id == signedPrekey; });
    assert(at != m_signed.end());
    at->answered.add(session, initiator, oneTime.has_value());
    if (oneTime) {
        m_oneTime.erase(*oneTime);
    }
}

SecretBytes PrekeyStore::serialize() const
{
    SecretWriter out(m_signed.size() * 160 + m_oneTime.size() * 45 + 32);
    out.u8(kStoreVersion).u64(m_counter).u32(m_nextSigned).u32(m_nextOneTime);
    out.u8(static_cast<std::uint8_t>(m_signed.size()));
    for (const SignedPrekey& key : m_signed) {
        out.u32(key.id).u64(key.made.seconds);
        writeTime(out, key.retired);
        out.bytes(key.dh.secretKey.view()).bytes(key.kem.seed().view());
        key.answered.write(out);
    }
    out.count16(m_oneTime.size());
    for (const auto& [id, key] : m_oneTime) {
        out.u32(id).bytes(key.pair.secretKey.view());
        writeTime(out, key.retired);
    }
    return std::move(out).take();
}

Result<PrekeyStore, ParseError> PrekeyStore::parse(ByteView stored)
{
    Reader in(stored);
    PrekeyStore out;
    in.version(kStoreVersion);
    out.m_counter = in.u64();
    out.m_nextSigned = in.u32();
    out.m_nextOneTime = in.u32();
    const std::size_t signedCount = in.u8();
    if (signedCount == 0 || signedCount > kMaxRetiredPrekeys + 1) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    for (std::size_t i = 0; i < signedCount && !in.failed(); ++i) {
        const PrekeyId id = in.u32();
        const Timestamp made{in.u64()};
        const auto retired = readTime(in);
        auto secret = in.secret<X25519SecretKey>();
        const auto seed = in.secret<MlKem768Seed>();
        auto answered = FirstMessageLog::read(in);
        const bool isLast = i + 1 == signedCount;
        if (id >= out.m_nextSigned || (i > 0 && id <= out.m_signed.back().id) ||
            retired.has_value() == isLast) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        SOTTO_CHECK(in.check());
        const X25519PublicKey publicKey = x25519PublicKey(secret);
        out.m_signed.push_back({id,
                                made,
                                retired,
                                {std::move(secret), publicKey},
                                MlKem768SecretKey(seed),
                                std::move(answered)});
    }
    const std::size_t oneTimeCount = in.count16(kMaxKeptOneTimePrekeys);
    for (std::size_t i = 0; i < oneTimeCount && !in.failed(); ++i) {
        const PrekeyId id = in.u32();
        auto secret = in.secret<X25519SecretKey>();
        const auto retired = readTime(in);
        if (id >= out.m_nextOneTime ||
            (!out.m_oneTime.empty() && id <= out.m_oneTime.rbegin()->first)) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        SOTTO_CHECK(in.check());
        const X25519PublicKey publicKey = x25519PublicKey(secret);
        out.m_oneTime.emplace(id, OneTime{{std::move(secret), publicKey}, retired});
    }
    if (out.offeredOneTimeCount() > kMaxOneTimePrekeys) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    SOTTO_CHECK(in.finish());
    return out;
}

} // namespace sotto::crypto
