#include "app/viewmodels/wiping.h"

#include <QStringEncoder>

namespace sotto::viewmodels {

void wipe(QString& text)
{
    // Text of the program itself is not on the heap and cannot be written.
    if (!text.isEmpty() && text.data_ptr().d_ptr() != nullptr) {
        auto* memory = reinterpret_cast<std::uint8_t*>(const_cast<QChar*>(text.constData()));
        crypto::wipe({memory, static_cast<std::size_t>(text.size()) * sizeof(QChar)});
    }
    text.clear();
}

crypto::SecretBytes toSecret(QStringView text)
{
    QStringEncoder encoder(QStringEncoder::Utf8);
    crypto::SecretBytes bytes(static_cast<std::size_t>(encoder.requiredSpace(text.size())));
    char* begin = reinterpret_cast<char*>(bytes.data());
    const char* end = encoder.appendToBuffer(begin, text);
    bytes.resize(static_cast<std::size_t>(end - begin));
    return bytes;
}

crypto::SecretBytes takeSecret(QString typed)
{
    crypto::SecretBytes secret = toSecret(typed);
    wipe(typed);
    return secret;
}

} // namespace sotto::viewmodels
