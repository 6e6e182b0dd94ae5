#include "qml/native/when.h"

#include <QQmlContext>
#include <QQmlEngine>

namespace sotto::native {

When::~When()
{
    drop();
}

void When::setActive(bool active)
{
    if (m_active == active) {
        return;
    }
    m_active = active;
    if (m_complete) {
        m_active ? make() : drop();
    }
    Q_EMIT activeChanged();
}

void When::setDelegate(QQmlComponent* delegate)
{
    if (m_delegate == delegate) {
        return;
    }
    m_delegate = delegate;
    if (m_complete && m_active) {
        drop();
        make();
    }
    Q_EMIT delegateChanged();
}

QQuickItem* When::item() const
{
    return qobject_cast<QQuickItem*>(m_object.data());
}

void When::componentComplete()
{
    m_complete = true;
    if (m_active) {
        make();
    }
}

void When::make()
{
    if (!m_delegate) {
        return;
    }
    QQmlContext* context = m_delegate->creationContext();
    QObject* object = m_delegate->beginCreate(context != nullptr ? context : qmlContext(this));
    if (object == nullptr) {
        qWarning("%s", qUtf8Printable(m_delegate->errorString()));
        return;
    }
    m_object = object;
    QQmlEngine::setObjectOwnership(object, QQmlEngine::CppOwnership);
    object->setParent(this);
    if (auto* made = qobject_cast<QQuickItem*>(object)) {
        made->setParentItem(qobject_cast<QQuickItem*>(parent()));
    }
    m_delegate->completeCreate();
    Q_EMIT itemChanged();
}

void When::drop()
{
    if (!m_object) {
        return;
    }
    QObject* object = m_object;
    m_object = nullptr;
    Q_EMIT itemChanged();
    if (auto* made = qobject_cast<QQuickItem*>(object)) {
        made->setVisible(false);
    }
    // Perhaps a handler of its own is what made it unwanted.
    object->setParent(nullptr);
    object->deleteLater();
}

} // namespace sotto::native
