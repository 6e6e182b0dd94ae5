#include "crypto/channel/eapi.h"

#include "crypto/primitives/hash.h"

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kRecordVersion = 1;

void writeOptional(SecretWriter& out, const std::optional<Eapi>& eapi)
{
    out.flag(eapi.has_value());
    if (eapi) {
        out.bytes(eapi->view());
    }
}

std::optional<Eapi> readOptional(Reader& in)
{
    if (!in.flag()) {
        return std::nullopt;
    }
    return in.secret<Eapi>();
}

bool names(const std::optional<Eapi>& eapi, const EapiIdentifier& identifier)
{
    return eapi && identifierOf(*eapi) == identifier;
}

} // namespace

EapiIdentifier identifierOf(const Eapi& eapi)
{
    return deriveBlake2b<EapiIdentifier>(labels::kEapiIdentifier, eapi.view());
}

void EapiRecord::begin(Eapi next)
{
    m_previous.reset();
    m_sibling.reset();
    m_current = std::move(next);
}

const Eapi* EapiRecord::find(const EapiIdentifier& identifier) const
{
    for (const std::optional<Eapi>* eapi : {&m_previous, &m_sibling, &m_current}) {
        if (names(*eapi, identifier)) {
            return &**eapi;
        }
    }
    return nullptr;
}

bool EapiRecord::advance(const EapiIdentifier& used, Eapi next)
{
    if (names(m_previous, used)) {
        m_sibling = std::move(m_current);
    } else if (names(m_current, used)) {
        m_previous = std::move(m_current);
        m_sibling.reset();
    } else if (names(m_sibling, used)) {
        m_previous = std::move(m_sibling);
        m_sibling.reset();
    } else {
        return false;
    }
    m_current = std::move(next);
    return true;
}

SecretBytes EapiRecord::serialize() const
{
    SecretWriter out(1 + 3 * (1 + Eapi::kSize));
    out.u8(kRecordVersion);
    writeOptional(out, m_previous);
    writeOptional(out, m_sibling);
    writeOptional(out, m_current);
    return std::move(out).take();
}

Result<EapiRecord, ParseError> EapiRecord::parse(ByteView bytes)
{
    Reader in(bytes);
    in.version(kRecordVersion);
    EapiRecord record;
    record.m_previous = readOptional(in);
    record.m_sibling = readOptional(in);
    record.m_current = readOptional(in);
    SOTTO_CHECK(in.finish());
    return record;
}

} // namespace sotto::crypto
