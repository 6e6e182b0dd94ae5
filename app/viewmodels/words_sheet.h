#pragma once

#include <QString>
#include <QStringList>

class QPagedPaintDevice;

namespace sotto::viewmodels {

/// Draws the sheet with the twelve words and the relay's host, for paper. One page.
[[nodiscard]] bool drawWordsSheet(QPagedPaintDevice& device, const QStringList& words,
                                  const QString& relay);

} // namespace sotto::viewmodels
