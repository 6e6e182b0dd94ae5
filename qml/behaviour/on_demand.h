#pragma once

#include <QPointer>
#include <QQmlComponent>
#include <QQuickItem>
#include <QtQml/qqmlregistration.h>

namespace sotto::behaviour {

/// A part of a page that is made only while it is wanted: a Loader for inline components. (The one
/// of Qt 6.4 refuses components of documents with the pragma ComponentBehavior: Bound, without
/// which nothing checks what names in them mean.)
///
/// An item gets the width and height that this one was given; what was not given follows the
/// item's implicit size. A focus scope.
class OnDemand : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(bool active READ active WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(QQmlComponent* sourceComponent READ sourceComponent WRITE setSourceComponent NOTIFY
                   sourceComponentChanged)
    /// What was made: an item or a popup; null while inactive.
    Q_PROPERTY(QObject* item READ item NOTIFY itemChanged)

public:
    explicit OnDemand(QQuickItem* parent = nullptr);
    ~OnDemand() override;

    [[nodiscard]] bool active() const { return m_active; }
    void setActive(bool active);
    [[nodiscard]] QQmlComponent* sourceComponent() const { return m_component; }
    void setSourceComponent(QQmlComponent* component);
    [[nodiscard]] QObject* item() const { return m_object; }

Q_SIGNALS:
    void activeChanged();
    void sourceComponentChanged();
    void itemChanged();

protected:
    void componentComplete() override;
    void geometryChange(const QRectF& newGeometry, const QRectF& oldGeometry) override;

private:
    void renew();
    void make();
    void clear();
    void follow();
    void fit();

    QPointer<QQmlComponent> m_component;
    QPointer<QObject> m_object;
    QPointer<QQuickItem> m_item;
    bool m_active = true;
};

} // namespace sotto::behaviour
