#include "crypto/ratchet/kem_ratchet.h"

#include <cassert>

namespace sotto::crypto {

namespace {

enum class Phase : std::uint8_t
{
    Idle = 0,
    Generating = 1,
    Collecting = 2,
    Encapsulated = 3
};

} // namespace

bool KemRatchet::isDue(Timestamp now) const
{
    // The last epoch number is never left: such a session goes on with what it has.
    return m_epoch < UINT16_MAX && m_messages > 0 &&
           (m_messages >= kKemStepMessages || now.since(m_lastStep) >= kKemStepInterval);
}

void KemRatchet::prepareToSend(Timestamp now, Random& random)
{
    if (isGenerator()) {
        if (m_secretKey == nullptr && isDue(now)) {
            m_secretKey = std::make_unique<MlKem768SecretKey>(MlKem768SecretKey::generate(random));
            m_incoming = std::make_unique<KemAssembly>(MlKem768Ciphertext::kSize);
            m_nextOffset = 0;
        }
        return;
    }
    if (m_incoming != nullptr && m_incoming->complete()) {
        const MlKem768PublicKey publicKey(m_incoming->bytes().first<MlKem768PublicKey::kSize>());
        m_incoming.reset();
        m_nextOffset = 0;
        auto answer = encapsulate(publicKey, random);
        // A key that is none ends the step here. The peer made it so; its loss is the healing.
        if (answer) {
            m_ciphertext = std::make_unique<MlKem768Ciphertext>(answer->ciphertext);
            m_shared = std::make_unique<MlKem768SharedSecret>(std::move(answer->sharedSecret));
        }
    }
}

std::size_t KemRatchet::writeFragment(MutableByteView area)
{
    ByteView all;
    auto kind = KemFragment::Kind::PublicKey;
    if (m_secretKey != nullptr && m_incoming->empty()) {
        all = m_secretKey->publicKey();
    } else if (m_ciphertext != nullptr) {
        all = *m_ciphertext;
        kind = KemFragment::Kind::Ciphertext;
    }
    if (all.empty() || area.size() < KemFragment::kHeaderBytes + kKemCellBytes) {
        return 0;
    }
    const std::size_t room =
        (area.size() - KemFragment::kHeaderBytes) / kKemCellBytes * kKemCellBytes;
    const std::size_t length = std::min(room, all.size() - m_nextOffset);
    const ByteView data = all.subspan(m_nextOffset, length);
    Writer header(KemFragment::kHeaderBytes);
    header.u8(static_cast<std::uint8_t>(kind))
        .u16(static_cast<std::uint16_t>(m_epoch + 1))
        .u16(m_nextOffset)
        .u16(static_cast<std::uint16_t>(length));
    std::copy(header.view().begin(), header.view().end(), area.begin());
    std::copy(data.begin(), data.end(), area.begin() + KemFragment::kHeaderBytes);
    m_nextOffset = static_cast<std::uint16_t>((m_nextOffset + length) % all.size());
    return KemFragment::kHeaderBytes + length;
}

void KemRatchet::receive(const KemFragment& fragment)
{
    if (fragment.epoch != m_epoch + 1) {
        return;
    }
    if (fragment.kind == KemFragment::Kind::Ciphertext) {
        if (m_secretKey != nullptr) {
            m_incoming->put(fragment);
        }
        return;
    }
    if (isGenerator() || m_ciphertext != nullptr) {
        return;
    }
    if (m_incoming == nullptr) {
        m_incoming = std::make_unique<KemAssembly>(MlKem768PublicKey::kSize);
    }
    m_incoming->put(fragment);
}

bool KemRatchet::canMixWhenSending() const
{
    return m_secretKey != nullptr && m_incoming->complete();
}

MlKem768SharedSecret KemRatchet::sharedSecret() const
{
    if (m_shared != nullptr) {
        return m_shared->duplicate();
    }
    assert(canMixWhenSending());
    return m_secretKey->decapsulate(
        MlKem768Ciphertext(m_incoming->bytes().first<MlKem768Ciphertext::kSize>()));
}

void KemRatchet::completeStep(Timestamp now)
{
    assert(m_epoch < UINT16_MAX);
    ++m_epoch;
    m_messages = 0;
    m_lastStep = now;
    m_nextOffset = 0;
    m_secretKey.reset();
    m_incoming.reset();
    m_ciphertext.reset();
    m_shared.reset();
}

void KemRatchet::write(SecretWriter& out) const
{
    out.u16(m_epoch).u32(m_messages).u64(m_lastStep.seconds).u16(m_nextOffset);
    const auto writeAssembly = [&out](const KemAssembly& assembly) {
        out.u64(assembly.cells()).bytes(assembly.bytes());
    };
    if (m_secretKey != nullptr) {
        out.u8(static_cast<std::uint8_t>(Phase::Generating));
        out.bytes(m_secretKey->seed().view());
        writeAssembly(*m_incoming);
    } else if (m_ciphertext != nullptr) {
        out.u8(static_cast<std::uint8_t>(Phase::Encapsulated));
        out.bytes(*m_ciphertext).bytes(m_shared->view());
    } else if (m_incoming != nullptr) {
        out.u8(static_cast<std::uint8_t>(Phase::Collecting));
        writeAssembly(*m_incoming);
    } else {
        out.u8(static_cast<std::uint8_t>(Phase::Idle));
    }
}

KemRatchet KemRatchet::read(Reader& in, bool handshakeInitiator)
{
    KemRatchet out(handshakeInitiator, {});
    out.m_epoch = in.u16();
    out.m_messages = in.u32();
    out.m_lastStep = {in.u64()};
    out.m_nextOffset = in.u16();
    const auto readAssembly = [&](std::size_t size) {
        out.m_incoming = std::make_unique<KemAssembly>(size);
        const std::uint64_t cells = in.u64();
        const ByteView bytes = in.bytes(size);
        if (!in.failed() && !out.m_incoming->restore(bytes, cells)) {
            in.fail(ParseError::Kind::NonCanonical);
        }
    };
    const std::uint8_t phase = in.u8();
    std::size_t outgoing = 0;
    bool fits = true;
    switch (static_cast<Phase>(phase)) {
    case Phase::Idle:
        break;
    case Phase::Generating:
        fits = out.isGenerator() && out.m_epoch < UINT16_MAX;
        out.m_secretKey = std::make_unique<MlKem768SecretKey>(in.secret<MlKem768Seed>());
        readAssembly(MlKem768Ciphertext::kSize);
        outgoing = MlKem768PublicKey::kSize;
        break;
    case Phase::Collecting:
        fits = !out.isGenerator() && out.m_epoch < UINT16_MAX;
        readAssembly(MlKem768PublicKey::kSize);
        fits = fits && !out.m_incoming->empty();
        break;
    case Phase::Encapsulated:
        fits = !out.isGenerator() && out.m_epoch < UINT16_MAX;
        out.m_ciphertext = std::make_unique<MlKem768Ciphertext>(in.fixed<MlKem768Ciphertext>());
        out.m_shared = std::make_unique<MlKem768SharedSecret>(in.secret<MlKem768SharedSecret>());
        outgoing = MlKem768Ciphertext::kSize;
        break;
    default:
        fits = false;
    }
    if (!fits || out.m_nextOffset % kKemCellBytes != 0 ||
        (outgoing == 0 ? out.m_nextOffset != 0 : out.m_nextOffset >= outgoing)) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    return out;
}

} // namespace sotto::crypto
