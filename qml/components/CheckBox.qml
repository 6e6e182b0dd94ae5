import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// A choice that takes effect with the page's button.
//
//   text       what is chosen, beside the box (required)
//   checked    as in Qt Quick
T.CheckBox {
    id: control

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Math.max(Theme.size.button, implicitContentHeight + topPadding + bottomPadding)
    spacing: Theme.space.m
    topPadding: Theme.space.s
    bottomPadding: Theme.space.s
    hoverEnabled: true

    Accessible.role: Accessible.CheckBox
    Accessible.name: control.text
    Accessible.checked: control.checked

    Keys.onReturnPressed: control.activate()
    Keys.onEnterPressed: control.activate()

    function activate() {
        control.toggle();
        control.toggled();
    }

    indicator: Rectangle {
        x: control.mirrored ? control.width - width - control.rightPadding : control.leftPadding
        y: control.topPadding + Math.max(0, Math.round((Math.min(Theme.type.body.lineHeight, control.availableHeight) - height) / 2))
        width: Theme.size.check
        height: Theme.size.check
        radius: Theme.radius.tag
        color: !control.enabled ? "transparent" : control.checked ? (control.hovered ? Theme.color.accentHover : Theme.color.accent) : control.hovered ? Theme.color.hover : Theme.color.raised
        border.width: control.checked && control.enabled ? 0 : Theme.size.edge
        border.color: control.enabled ? Theme.color.control : Theme.color.lineStrong

        Icon {
            anchors.centerIn: parent
            visible: control.checked
            name: "check"
            size: Theme.size.iconSmall
            color: control.enabled ? Theme.color.inkOnAccent : Theme.color.textDis
        }
        FocusRing {
            shown: control.visualFocus
            cornerRadius: Theme.radius.tag
        }
    }

    contentItem: Label {
        leftPadding: control.mirrored ? 0 : Theme.size.check + control.spacing
        rightPadding: control.mirrored ? Theme.size.check + control.spacing : 0
        text: control.text
        color: control.enabled ? Theme.color.text : Theme.color.textDis
        wrapMode: Text.Wrap
        Accessible.ignored: true
    }
}
