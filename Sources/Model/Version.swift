/// This build's version, by semantic versioning.
package let rollcallVersion = "0.1.0"
