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
//   tile          the icon on a tile, the row 72 high: a device
//   tag           a word on a tint after the text
//
// clicked() comes with a click or Enter; a row with a control passes on nothing.
ListRow {
    id: row

    property string iconName
    property string description
    property string value
    property bool chevron: false
    property bool danger: false
    property bool tile: false
    property string tag
    property alias control: controlSlot.data

    readonly property color ink: !row.enabled ? Theme.color.textDis : row.danger ? Theme.color.dangerText : Theme.color.text

    name: row.text
    Accessible.role: Accessible.Button
    Accessible.description: Array.of(row.description, row.value).filter(part => part.length > 0).join(qsTr(", "))

    topPadding: row.tile ? Theme.space.m : Theme.space.s
    bottomPadding: topPadding
    implicitWidth: Theme.size.settingsColumn
    implicitHeight: Math.max(row.tile ? Theme.size.deviceRow : row.description.length > 0 ? Theme.size.row : Theme.size.settingRow, implicitContentHeight + topPadding + bottomPadding)
    hoverEnabled: enabled && controlSlot.children.length === 0
    focusPolicy: controlSlot.children.length === 0 ? Qt.StrongFocus : Qt.NoFocus

    contentItem: Item {
        implicitHeight: Math.max(lines.implicitHeight, end.height, start.height)

        Row {
            id: start

            anchors.left: parent.left
            anchors.verticalCenter: parent.verticalCenter

            IconTile {
                visible: row.tile
                iconName: row.iconName
            }
            Icon {
                visible: !row.tile && row.iconName.length > 0
                name: row.iconName
                color: row.ink === Theme.color.text ? (row.selected ? Theme.color.accentText : Theme.color.text2) : row.ink
            }
        }
        Column {
            id: lines

            anchors.left: start.right
            anchors.leftMargin: start.width > 0 ? row.spacing : 0
            anchors.right: end.left
            anchors.rightMargin: end.width > 0 ? row.spacing : 0
            anchors.verticalCenter: parent.verticalCenter

            Row {
                anchors.left: parent.left
                spacing: Theme.space.s

                Label {
                    width: tag.visible ? Math.min(Math.ceil(implicitWidth), lines.width - tag.width - parent.spacing) : lines.width
                    text: row.text
                    type: row.tile || row.selected ? Theme.type.bodyStrong : Theme.type.body
                    color: row.ink
                    wrapMode: tag.visible ? Text.NoWrap : Text.Wrap
                    elide: tag.visible ? Text.ElideRight : Text.ElideNone
                    Accessible.ignored: true
                }
                Tag {
                    id: tag

                    anchors.verticalCenter: parent.verticalCenter
                    visible: row.tag.length > 0
                    text: row.tag
                }
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
