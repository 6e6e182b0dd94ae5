import QtQuick
import Sotto.Theme

// A row of settings or details: icon, what it is about, its value, and a chevron or a control.
//
//   text          (required)
//   iconName      at the start
//   description   a second line
//   value         at the end
//   chevron       leads to a page
//   danger        deletes or blocks
//   control       an item at the end instead of the value: a Switch, a Button
//
// clicked() comes with a click or Enter; a row with a control passes on nothing.
ListRow {
    id: row

    property string iconName
    property string description
    property string value
    property bool chevron: false
    property bool danger: false
    property alias control: controlSlot.data

    readonly property color ink: !row.enabled ? Theme.color.textDis : row.danger ? Theme.color.dangerText : Theme.color.text

    name: row.text
    Accessible.role: Accessible.Button
    Accessible.description: Array.of(row.description, row.value).filter(part => part.length > 0).join(qsTr(", "))

    implicitWidth: Theme.size.settingsColumn
    implicitHeight: Math.max(row.description.length > 0 ? Theme.size.row : Theme.size.settingRow, implicitContentHeight + topPadding + bottomPadding)
    hoverEnabled: enabled && controlSlot.children.length === 0
    focusPolicy: controlSlot.children.length === 0 ? Qt.StrongFocus : Qt.NoFocus

    contentItem: Item {
        implicitHeight: Math.max(lines.implicitHeight, end.height, start.height)

        Icon {
            id: start

            anchors.left: parent.left
            anchors.verticalCenter: parent.verticalCenter
            width: row.iconName.length > 0 ? implicitWidth : 0
            visible: row.iconName.length > 0
            name: row.iconName
            color: row.ink === Theme.color.text ? (row.selected ? Theme.color.accentText : Theme.color.text2) : row.ink
        }
        Column {
            id: lines

            anchors.left: start.right
            anchors.leftMargin: start.width > 0 ? row.spacing : 0
            anchors.right: end.left
            anchors.rightMargin: end.width > 0 ? row.spacing : 0
            anchors.verticalCenter: parent.verticalCenter

            Label {
                width: parent.width
                text: row.text
                type: row.selected ? Theme.type.bodyStrong : Theme.type.body
                color: row.ink
                wrapMode: Text.Wrap
                Accessible.ignored: true
            }
            Label {
                width: parent.width
                visible: row.description.length > 0
                text: row.description
                type: Theme.type.preview
                color: Theme.color.text2
                wrapMode: Text.Wrap
                Accessible.ignored: true
            }
        }
        Row {
            id: end

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            spacing: row.spacing

            Label {
                width: Math.min(Math.ceil(implicitWidth), row.width / 2)
                visible: row.value.length > 0
                text: row.value
                type: Theme.type.preview
                color: Theme.color.text2
                elide: Text.ElideRight
                Accessible.ignored: true
            }
            Row {
                id: controlSlot

                visible: children.length > 0
                spacing: Theme.space.s
            }
            Icon {
                visible: row.chevron
                name: "chevron"
                color: row.enabled ? Theme.color.text2 : Theme.color.textDis
            }
        }
    }
}
