#pragma once

#include <QImage>
#include <QQmlEngine>
#include <QSize>
#include <QString>
#include <QUrl>
#include <QVariantMap>

namespace sotto::gallery {

/// One picture to take: a root item, or a whole window, and how to set it.
struct Picture
{
    /// Of a QML file whose root is an Item.
    QUrl source;
    /// Initial properties of that root.
    QVariantMap properties;
    /// In logical pixels. A height of 0 takes the root's implicitHeight.
    QSize size;
    /// Where the picture goes; folders are made.
    QString file;
};

/// Takes pictures of QML as a person would see it, one after the other in a window of their own.
/// Needs a QGuiApplication; works without a display under QT_QPA_PLATFORM=offscreen and
/// QT_QUICK_BACKEND=software. Device pixels per logical pixel come from QT_SCALE_FACTOR, which
/// holds for a whole process.
class PictureTaker
{
public:
    /// The engine knows the modules (import path) that the pictures use.
    explicit PictureTaker(QQmlEngine& engine)
        : m_engine(engine)
    {}

    /// False when the QML does not load or the file cannot be written; the reason is printed.
    [[nodiscard]] bool take(const Picture& picture);

private:
    QQmlEngine& m_engine;
};

} // namespace sotto::gallery
