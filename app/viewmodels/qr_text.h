#pragma once

#include <QImage>
#include <QList>
#include <QString>
#include <QUrl>

namespace sotto::viewmodels {

/// Modules of the QR code of @p text, row by row, true is dark; empty if it is too long.
[[nodiscard]] QList<bool> qrModules(const QString& text);

/// The same for bytes.
[[nodiscard]] QList<bool> qrModules(const QByteArray& bytes);

/// The text of the first QR code in one of @p images; empty if there is none. Takes up to a second:
/// not for the thread of the window.
[[nodiscard]] QString readQrOf(const QList<QImage>& images);
/// The bytes of it.
[[nodiscard]] QByteArray readQrBytesOf(const QList<QImage>& images);

/// An image file of this machine, bounded; null if it is none.
[[nodiscard]] QImage readImageFile(const QUrl& file);

/// A QR code as people save it: black on white with its quiet zone, whole pixels.
[[nodiscard]] QImage qrPicture(const QList<bool>& modules);

} // namespace sotto::viewmodels
