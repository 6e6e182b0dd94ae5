#include "tests/qml/gallery/take_pictures.h"

#include <memory>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QQmlComponent>
#include <QQuickItem>
#include <QQuickWindow>
#include <QtMath>

namespace sotto::gallery {

namespace {

// Layouts polish once a frame; loaders inside loaders need a few.
constexpr int kFramesUntilSettled = 4;

} // namespace

bool PictureTaker::take(const Picture& picture)
{
    QQmlComponent component(&m_engine, picture.source);
    const std::unique_ptr<QObject> root(
        component.isReady() ? component.createWithInitialProperties(picture.properties) : nullptr);
    auto* item = qobject_cast<QQuickItem*>(root.get());
    if (item == nullptr) {
        qWarning("%s", qUtf8Printable(component.errorString()));
        return false;
    }
    QQuickWindow window;
    item->setParentItem(window.contentItem());
    item->setWidth(picture.size.width());
    window.resize(picture.size);
    window.show();
    QImage image;
    for (int frame = 0; frame < kFramesUntilSettled; ++frame) {
        const qreal height =
            picture.size.height() > 0 ? picture.size.height() : item->implicitHeight();
        item->setHeight(height);
        window.resize(picture.size.width(), qCeil(height));
        QCoreApplication::processEvents();
        image = window.grabWindow();
    }
    QDir().mkpath(QFileInfo(picture.file).absolutePath());
    if (!image.save(picture.file)) {
        qWarning("%s cannot be written", qUtf8Printable(picture.file));
        return false;
    }
    return true;
}

} // namespace sotto::gallery
