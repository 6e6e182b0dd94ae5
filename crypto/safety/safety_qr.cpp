#include "crypto/safety/safety_qr.h"

#include "crypto/base/reader.h"
#include "crypto/base/writer.h"

namespace sotto::crypto {

namespace {

constexpr std::array<std::uint8_t, 4> kMagic = {'S', 'o', 'S', 'N'};
constexpr std::uint8_t kSafetyQrVersion = 1;

} // namespace

Bytes safetyQrPayload(const AccountId& own, const AccountId& their)
{
    Writer out(kSafetyQrBytes);
    out.bytes(kMagic).u8(kSafetyQrVersion).bytes(own).bytes(their);
    return std::move(out).take();
}

SafetyComparison compareScanned(ByteView payload, const AccountId& own, const AccountId& their)
{
    Reader in(payload);
    const ByteView magic = in.bytes(kMagic.size());
    const std::uint8_t version = in.u8();
    if (in.failed() || !std::ranges::equal(magic, kMagic)) {
        return SafetyComparison::NotASafetyNumber;
    }
    if (version != kSafetyQrVersion) {
        return SafetyComparison::OtherVersion;
    }
    const auto shownBy = in.fixed<AccountId>();
    const auto shownTo = in.fixed<AccountId>();
    if (!in.finish()) {
        return SafetyComparison::NotASafetyNumber;
    }
    if (shownBy == own && shownTo == their) {
        return SafetyComparison::OwnCode;
    }
    return shownBy == their && shownTo == own ? SafetyComparison::Match
                                              : SafetyComparison::Mismatch;
}

} // namespace sotto::crypto
