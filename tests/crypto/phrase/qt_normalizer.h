#pragma once

#include "crypto/phrase/unicode_normalizer.h"

#include <QString>

namespace sotto::test {

/// What the program will pass: Qt's tables.
class QtNormalizer final : public crypto::UnicodeNormalizer
{
public:
    [[nodiscard]] crypto::SecretBytes nfkd(crypto::ByteView utf8) const override
    {
        const QByteArray out = QString::fromUtf8(reinterpret_cast<const char*>(utf8.data()),
                                                 static_cast<qsizetype>(utf8.size()))
                                   .normalized(QString::NormalizationForm_KD)
                                   .toUtf8();
        return crypto::SecretBytes(
            crypto::asBytes(std::string_view(out.constData(), std::size_t(out.size()))));
    }
};

} // namespace sotto::test
