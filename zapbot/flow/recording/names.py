"""Names to invent from, and the first names most Brazilians have."""

FIRST = ("Maria", "João", "Paula", "Pedro", "Lúcia", "Carlos", "Renata", "Tiago")
LAST = ("Souza", "Lima", "Moraes", "Teixeira", "Prado", "Nogueira", "Barros", "Coelho")

_FREQUENT = """
adriana alessandra alexandre aline amanda ana anderson andre andrea angela antonia antonio beatriz bruna bruno
caio camila carla carlos carolina caroline cassia celia cesar claudia claudio cristiane cristina daniel
daniela danilo debora diego douglas edson eduardo elaine eliane elisa emanuel erica fabiana fabio felipe
fernanda fernando flavia flavio francisca francisco gabriel gabriela geraldo gilberto giovana guilherme
gustavo helena heloisa henrique hugo igor isabel isabela ivan jaqueline jessica joana joao joaquim jorge jose
josefa juliana juliano julio karina larissa laura leandro leonardo leticia lorena lucas lucia luciana luciano
luis luisa luiz luiza manuela marcela marcelo marcia marcio marcos maria mariana mario marta mateus matheus
mauricio michele miguel miriam monica natalia nathalia nelson otavio patricia paula paulo pedro priscila
rafael rafaela raimundo raquel raul rebeca regina renan renata renato ricardo rita roberta roberto rodrigo
rogerio romulo ronaldo rosana rosangela samuel sandra sebastiao sergio silvia simone sofia sonia stella suzana
talita tatiana teresa thais thiago tiago vagner valeria vanessa vera veronica vicente vinicius vitor vivian
wagner wellington wesley william yasmin yuri
"""
FREQUENT = frozenset(_FREQUENT.split())
"""First names, plain."""
