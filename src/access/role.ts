// What a role may: a viewer sees, an editor changes too, an admin rules besides.

export const ROLES = ['viewer', 'editor', 'admin'] as const
export type Role = (typeof ROLES)[number]

const NEEDED = { read: 'viewer', write: 'editor', admin: 'admin' } as const satisfies Record<string, Role>

export function roleMay(role: Role, access: keyof typeof NEEDED): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(NEEDED[access])
}
