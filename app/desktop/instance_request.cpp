#include "app/desktop/instance_request.h"

#include "app/desktop/command_line.h"

#include <QtEndian>

namespace sotto::desktop {

namespace {

constexpr char kVersion = 1;
constexpr char kQuietFlag = 1;

static_assert(kRequestBytesMax == kRequestHeaderBytes + kActivationTokenBytesMax + kLinkLengthMax);

std::size_t lengthAt(const QByteArray& bytes, qsizetype offset)
{
    return qFromBigEndian<quint16>(bytes.constData() + offset);
}

void appendLength(QByteArray& bytes, qsizetype length)
{
    const quint16 value = qToBigEndian(static_cast<quint16>(length));
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

} // namespace

QByteArray serializeRequest(const InstanceRequest& request)
{
    const bool fits =
        static_cast<std::size_t>(request.activationToken.size()) <= kActivationTokenBytesMax;
    const QByteArray token = fits ? request.activationToken : QByteArray();
    const QByteArray link = request.link.toUtf8();
    QByteArray bytes;
    bytes += kVersion;
    bytes += request.isQuiet ? kQuietFlag : '\0';
    appendLength(bytes, token.size());
    appendLength(bytes, link.size());
    return bytes + token + link;
}

RequestState requestState(const QByteArray& bytes)
{
    const auto size = static_cast<std::size_t>(bytes.size());
    if ((size > 0 && bytes[0] != kVersion) || (size > 1 && (bytes[1] & ~kQuietFlag) != 0)) {
        return RequestState::Malformed;
    }
    if (size < kRequestHeaderBytes) {
        return RequestState::Incomplete;
    }
    const std::size_t token = lengthAt(bytes, 2);
    const std::size_t link = lengthAt(bytes, 4);
    const std::size_t whole = kRequestHeaderBytes + token + link;
    if (token > kActivationTokenBytesMax || link > kLinkLengthMax || size > whole) {
        return RequestState::Malformed;
    }
    return size == whole ? RequestState::Complete : RequestState::Incomplete;
}

std::optional<InstanceRequest> parseRequest(const QByteArray& bytes)
{
    if (requestState(bytes) != RequestState::Complete) {
        return std::nullopt;
    }
    const auto tokenSize = static_cast<qsizetype>(lengthAt(bytes, 2));
    constexpr auto kHeader = static_cast<qsizetype>(kRequestHeaderBytes);
    InstanceRequest request;
    request.isQuiet = (bytes[1] & kQuietFlag) != 0;
    request.activationToken = bytes.mid(kHeader, tokenSize);
    request.link = QString::fromUtf8(bytes.mid(kHeader + tokenSize));
    if (!request.link.isEmpty() && !isSottoLink(request.link)) {
        return std::nullopt;
    }
    return request;
}

} // namespace sotto::desktop
