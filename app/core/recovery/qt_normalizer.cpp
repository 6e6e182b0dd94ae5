#include "app/core/recovery/qt_normalizer.h"

#include <QString>

namespace sotto::core {

namespace {

/// What @p text holds now, shared or not: data() would detach, and wipe a copy.
void wipeBuffer(const QString& text)
{
    auto* begin = reinterpret_cast<std::uint8_t*>(const_cast<QChar*>(text.constData()));
    crypto::wipe({begin, static_cast<std::size_t>(text.size()) * sizeof(QChar)});
}

void wipeBuffer(const QByteArray& text)
{
    auto* begin = reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.constData()));
    crypto::wipe({begin, static_cast<std::size_t>(text.size())});
}

} // namespace

crypto::SecretBytes QtNormalizer::nfkd(crypto::ByteView utf8) const
{
    if (utf8.empty()) {
        return {};
    }
    const QString typed = QString::fromUtf8(reinterpret_cast<const char*>(utf8.data()),
                                            static_cast<qsizetype>(utf8.size()));
    const QString normalized = typed.normalized(QString::NormalizationForm_KD);
    const QByteArray encoded = normalized.toUtf8();
    crypto::SecretBytes out(
        crypto::ByteView(reinterpret_cast<const std::uint8_t*>(encoded.constData()),
                         static_cast<std::size_t>(encoded.size())));
    wipeBuffer(encoded);
    wipeBuffer(normalized);
    wipeBuffer(typed);
    return out;
}

} // namespace sotto::core
