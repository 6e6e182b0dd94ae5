import QtQuick
import Sotto.Stage

SampleRows {
    defaults: ({ contactId: 0, name: "", initials: "", colorIndex: 0, picture: "" })
}
