#include "app/viewmodels/name_check.h"

#include "app/core/client.h"

#include <QCoreApplication>

namespace sotto::viewmodels {

QString nameError(const QString& name)
{
    const QByteArray utf8 = name.trimmed().toUtf8();
    if (utf8.isEmpty()) {
        return QCoreApplication::translate("Names", "Type a name. Your contacts see it.");
    }
    if (static_cast<std::size_t>(utf8.size()) > core::kNameBytesMax) {
        return QCoreApplication::translate("Names", "This name is too long.");
    }
    return {};
}

} // namespace sotto::viewmodels
