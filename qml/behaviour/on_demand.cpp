#include "on_demand.h"

#include <QQmlContext>
#include <QQmlEngine>
#include <QQmlInfo>

namespace sotto::behaviour {

OnDemand::OnDemand(QQuickItem* parent)
    : QQuickItem(parent)
{
    setFlag(ItemIsFocusScope);
}

OnDemand::~OnDemand() = default;

void OnDemand::setActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    Q_EMIT activeChanged();
    renew();
}

void OnDemand::setSourceComponent(QQmlComponent* component)
{
    if (m_component == component)
        return;
    m_component = component;
    Q_EMIT sourceComponentChanged();
    renew();
}

void OnDemand::componentComplete()
{
    QQuickItem::componentComplete();
    renew();
}

void OnDemand::renew()
{
    if (!isComponentComplete())
        return;
    const bool had = !m_object.isNull();
    clear();
    if (m_active && m_component)
        make();
    if (had || m_object)
        Q_EMIT itemChanged();
}

void OnDemand::make()
{
    QQmlContext* context = m_component->creationContext();
    QObject* object = m_component->beginCreate(context != nullptr ? context : qmlContext(this));
    if (object == nullptr) {
        qmlWarning(this, m_component->errors()) << "cannot be made";
        return;
    }
    m_object = object;
    QQmlEngine::setObjectOwnership(object, QQmlEngine::CppOwnership);
    object->setParent(this);
    m_item = qobject_cast<QQuickItem*>(object);
    if (m_item) {
        m_item->setParentItem(this);
        connect(m_item, &QQuickItem::implicitWidthChanged, this, &OnDemand::follow);
        connect(m_item, &QQuickItem::implicitHeightChanged, this, &OnDemand::follow);
        fit();
    }
    m_component->completeCreate();
    follow();
}

void OnDemand::clear()
{
    if (m_item) {
        m_item->disconnect(this);
        m_item->setVisible(false);
        m_item->setParentItem(nullptr);
    }
    // What it does right now may be what makes it go.
    if (m_object)
        m_object->deleteLater();
    m_object = nullptr;
    m_item = nullptr;
    setImplicitSize(0, 0);
}

void OnDemand::follow()
{
    if (m_item)
        setImplicitSize(m_item->implicitWidth(), m_item->implicitHeight());
    fit();
}

void OnDemand::fit()
{
    if (!m_item)
        return;
    if (widthValid())
        m_item->setWidth(width());
    if (heightValid())
        m_item->setHeight(height());
}

void OnDemand::geometryChange(const QRectF& newGeometry, const QRectF& oldGeometry)
{
    QQuickItem::geometryChange(newGeometry, oldGeometry);
    fit();
}

} // namespace sotto::behaviour
