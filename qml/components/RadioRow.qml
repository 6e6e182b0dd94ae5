import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// One of several choices, as a row over the whole width; its siblings exclude each other.
//
//   text          the choice (required)
//   description   a second line
//   checked       as in Qt Quick
T.RadioButton {
    id: control

    property string description

    implicitWidth: Theme.size.formColumn
    implicitHeight: Math.max(Theme.size.settingRow, implicitContentHeight + topPadding + bottomPadding)
    leftPadding: Theme.space.m
    rightPadding: Theme.space.m
    topPadding: Theme.space.s
    bottomPadding: Theme.space.s
    spacing: Theme.space.m
    hoverEnabled: true

    Accessible.role: Accessible.RadioButton
    Accessible.name: control.text
    Accessible.description: control.description
    Accessible.checked: control.checked

    Keys.onReturnPressed: control.activate()
    Keys.onEnterPressed: control.activate()

    function activate() {
        control.toggle();
        control.toggled();
    }

    indicator: Rectangle {
        x: control.mirrored ? control.width - width - control.rightPadding : control.leftPadding
        y: control.topPadding + lines.y + Math.round((Theme.type.body.lineHeight - height) / 2)
        width: Theme.size.check
        height: Theme.size.check
        radius: width / 2
        color: Theme.color.raised
        border.width: control.checked && control.enabled ? Theme.size.edgeStrong : Theme.size.edge
        border.color: !control.enabled ? Theme.color.lineStrong : control.checked ? Theme.color.accent : Theme.color.control

        Rectangle {
            anchors.centerIn: parent
            width: Math.round(parent.width / 2)
            height: width
            radius: width / 2
            visible: control.checked
            color: control.enabled ? Theme.color.accent : Theme.color.textDis
        }
    }

    contentItem: Item {
        implicitHeight: lines.implicitHeight

        Column {
            id: lines

            anchors.left: parent.left
            anchors.leftMargin: Theme.size.check + control.spacing
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter

            Label {
                width: parent.width
                text: control.text
                color: control.enabled ? Theme.color.text : Theme.color.textDis
                wrapMode: Text.Wrap
                Accessible.ignored: true
            }
            Label {
                width: parent.width
                visible: control.description.length > 0
                text: control.description
                type: Theme.type.preview
                color: control.enabled ? Theme.color.text2 : Theme.color.textDis
                wrapMode: Text.Wrap
                Accessible.ignored: true
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius.row
        color: control.down ? Theme.color.selected : control.hovered ? Theme.color.hover : "transparent"

        FocusRing {
            shown: control.visualFocus
            inside: true
            cornerRadius: Theme.radius.row
        }
    }
}
